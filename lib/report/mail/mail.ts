import { INVISIBLE } from '../invisible';

/** A mail as SNS sends it: plain text. */
export interface Mail {
  /** ASCII, at most 99 characters. */
  readonly subject: string;
  readonly body: string;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_SUBJECT = 99;
/** SNS takes 262,144 bytes; far less is what somebody reads, and a character may have four. */
const MAX_BODY = 60_000;

/** Puts a mail together so that SNS takes it, whatever stands in its lines. */
export function makeMail(subject: string, lines: readonly string[]): Mail {
  return { subject: cleanSubject(subject), body: cutBody(lines.map(cleanLine).join('\n')) };
}

/** The line as a mail may have it: without characters that are not seen or that steer. */
function cleanLine(line: string): string {
  return line.replace(INVISIBLE, ' ').trimEnd();
}

function cleanSubject(text: string): string {
  const ascii = text
    .replace(/[^\x20-\x7e]+/g, '?')
    .replace(/ {2,}/g, ' ')
    .trim();
  return ascii.length <= MAX_SUBJECT ? ascii : `${ascii.slice(0, MAX_SUBJECT - 3)}...`;
}

function cutBody(text: string): string {
  if (text.length <= MAX_BODY) return `${text}\n`;
  const cut = text.slice(0, text.lastIndexOf('\n', MAX_BODY));
  return `${cut}\n\n(This mail is cut here. Everything is in the files.)\n`;
}

import { INVISIBLE } from '../invisible';

/** Characters of a value that a mail shows. */
const MAX_VALUE = 200;

/** Names of operations such as REST.GET.OBJECT come from S3 and are no hosts. */
const OPERATION = /^(?:REST|BATCH|S3|WEBSITE|SOAP)\.[A-Z_.]+$/;

/**
 * A value out of the logs, which anybody may have put there, for a mail: on one line, short, and so that no mail program
 * makes a link of it.
 */
export function harmless(value: string): string {
  const visible = value.replace(INVISIBLE, ' ');
  const short = visible.length <= MAX_VALUE ? visible : `${[...visible].slice(0, MAX_VALUE).join('')}...`;
  return OPERATION.test(short) ? short : defang(short);
}

/** Addresses as people who handle incidents write them: `hxxps://evil[.]example`. */
function defang(text: string): string {
  return text
    .replace(/(\w+):\/\//g, (_, scheme: string) =>
      /^https?$/i.test(scheme) ? `${scheme.replace(/tt/i, 'xx')}://` : `${scheme}[:]//`,
    )
    .replaceAll('@', '[at]')
    .replace(/(?<=[\p{L}\p{N}_-])\.(?=\p{L})/gu, '[.]')
    .replace(/\b(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\b/g, '$1[.]$2[.]$3[.]$4');
}

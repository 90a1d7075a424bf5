import { renderFailedMail } from '../../../lib/report/mail/failed-mail';
import type { Mail } from '../../../lib/report/mail/mail';
import type { AnswerFacts, FoundFacts, ResultFacts, RunFacts } from '../../../lib/report/mail/mail-facts';
import { renderNothingFoundMail } from '../../../lib/report/mail/nothing-found-mail';
import { renderResultsMail } from '../../../lib/report/mail/results-mail';
import { renderStartedMail } from '../../../lib/report/mail/started-mail';
import { expectGolden } from '../../helpers/golden';

const run: RunFacts = {
  stackName: 'media-audit',
  runId: '20260301T120000Z-0123abcd',
  analyses: ['deletions', 'access-denied-summary'],
  window: { from: '2026-02-03T00:00:00Z', to: '2026-02-07T00:00:00Z' },
  sourceBuckets: ['acme-media'],
  filters: { requester: ['arn:aws:iam::111122223333:user/*'], 'key-prefix': ['tmp/', 'drafts/'] },
  logTitle: 'S3 server access logs',
  logs: 's3://acme-logs/media/',
  executionLink: 'https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/arn',
};
const found: FoundFacts = {
  objects: 1234,
  bytes: 56_700_000,
  copied: true,
  cost: 'about 0.26 USD: 0.26 to copy 1,234 objects',
  notes: [],
  leftOut: { 'outside the window': 2 },
};
const deletions: AnswerFacts = {
  id: 'deletions',
  question: 'Who deleted which object, when and from where?',
  rows: 58,
  uncounted: false,
  csv: 's3://audit-results/results/20260301T120000Z-0123abcd/deletions.csv',
  csvLink: 'https://console/deletions.csv',
  queryLink: 'https://console/query/1',
  columns: ['event_time', 'key', 'remote_ip', 'user_agent', 'version_id'],
  firstRows: [['2026-02-04T02:10:05Z', 'tmp/render 1.png', '198.51.100.23', 'Boto3/1.35.90', null]],
  notes: [],
};
const results: ResultFacts = {
  answers: [deletions, { ...deletions, id: 'access-denied-summary', rows: 1000, limit: 1000, firstRows: [] }],
  coverage: {
    files: 1234,
    skippedFiles: 2,
    skippedFilesByReason: { 'outside the window': 2 },
    bytes: 56_700_000,
    lines: 100_000,
    parsed: 99_999,
    unparsed: 1,
    duplicates: 3,
    outsideWindow: 40,
    firstEvent: '2026-02-03T00:00:10Z',
    lastEvent: '2026-02-06T23:59:50Z',
    unreadable: [],
    notes: [],
  },
  partial: [],
  lost: [],
  scannedBytes: 170_100_000,
  region: 'eu-west-1',
};

/** Text that tries to be a second mail, a link, a terminal command, another line. */
const HOSTILE =
  "GET /\r\n\r\nThe audit is done. Pay at https://evil.example/x?a=1 or http://198.51.100.66 \u202emoc.live\u202c \u001b[31mred javascript://x ops@evil.example www.evil.example <a href='x'>";

function asText({ subject, body }: Mail): string {
  return `Subject: ${subject}\n\n${body}`;
}

test('the started mail says what is audited, what was found and what it costs', () => {
  expectGolden('report/mail-started.txt', asText(renderStartedMail(run, found)));
});

test('the started mail of a run that found nothing promises no results', () => {
  const { body } = renderStartedMail(run, { ...found, objects: 0, bytes: 0 });
  expect(body).toContain('found no logs');
  expect(body).not.toMatch(/Cost|Way/);
});

test('the results mail says where the answers are and what they rest on', () => {
  expectGolden('report/mail-results.txt', asText(renderResultsMail(run, found, results)));
});

test('a partial result says so first of all', () => {
  const mail = renderResultsMail(run, found, {
    ...results,
    partial: ['2 of 1234 log objects could not be copied'],
    lost: [{ key: 'media/2026-02-03-12-00-00-0123456789ABCDEF', reason: 'AccessDenied 403 Access Denied' }],
  });
  expect(mail.subject).toBe('S3 Log Audit: PARTIAL: deletions 58 rows, access-denied-summary 1,000 rows (media-audit)');
  expectGolden('report/mail-results-partial.txt', asText(mail));
});

test('the mail about nothing found names likely causes', () => {
  const hints = ['there is nothing below s3://acme-logs/media/: check LogPrefix', 'the bucket has the folders medias'];
  expectGolden('report/mail-nothing-found.txt', asText(renderNothingFoundMail(run, { ...found, objects: 0 }, hints)));
});

test('the failure mail says what happened and what to do', () => {
  const failure = {
    step: 'querying the logs',
    code: 'LogObjectUnreadable',
    reason:
      'the query of deletions failed: Athena could not read s3://acme-logs/media/x; leave it out with excludeObjects: ["media/x"]',
    queryLink: 'https://console/query/1',
  };
  expectGolden('report/mail-failed.txt', asText(renderFailedMail(failure, run, run)));
});

test('the failure mail of a run that can not be understood does without its facts', () => {
  const failure = { step: 'planning', code: 'InvalidRunInput', reason: "a run has no 'analyse'" };
  const { body } = renderFailedMail(failure, run, undefined);
  expect(body).not.toContain('Analyses');
  expect(body).toContain('Execution  https://');
});

describe('hostile text from logs', () => {
  const answer = {
    ...deletions,
    firstRows: [['2026-02-04T02:10:05Z', HOSTILE, '198.51.100.66', `${'x'.repeat(500)} end`, null]],
    notes: [],
  };
  const mails: readonly Mail[] = [
    renderResultsMail({ ...run, filters: { requester: [HOSTILE] } }, found, {
      ...results,
      answers: [answer],
      partial: ['1 of 2 log objects could not be copied'],
      lost: [{ key: HOSTILE, reason: HOSTILE }],
    }),
    renderStartedMail({ ...run, filters: { requester: [HOSTILE] } }, { ...found, notes: [HOSTILE] }),
    renderFailedMail({ step: 'planning', code: 'QueryFailed', reason: HOSTILE }, run, run),
    renderNothingFoundMail(run, found, [HOSTILE]),
  ];

  test('is shown harmless', () => {
    expectGolden('report/mail-hostile.txt', asText(mails[0] as Mail));
  });

  test.each(mails.map((mail) => [mail.subject, mail]))('does not break the mail: %s', (_, { subject, body }) => {
    expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is tested
    expect(body).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
    expect(body).not.toMatch(/^(GET|The audit is done. Pay)/m);
  });

  test('is no link in rows, and is cut', () => {
    const body = mails[0]?.body ?? '';
    const rows = body.slice(body.indexOf('Row 1'), body.indexOf('Values in rows'));
    expect(rows).not.toMatch(/https?:|\w@\w|evil\.example|198\.51\.100\.66|javascript:\/\//);
    expect(rows).toContain('hxxps://evil[.]example/x?a=1');
    expect(rows).toMatch(/x{200}\.\.\.$/m);
  });
});

test('the reason of a failure is no link, and is cut', () => {
  const reason = `http://evil.example/a HTTPS://evil.example/b ${'x'.repeat(10_000)}`;
  const { body } = renderFailedMail({ step: 'planning', code: 'QueryFailed', reason }, run, run);
  expect(body.replace(run.executionLink, '')).not.toMatch(/https?:/i);
  expect(/^Reason +(.*)$/m.exec(body)?.[1]).toHaveLength(4000);
});

test('a subject of many analyses counts them, and a long one is cut', () => {
  const analyses = ['a', 'b', 'c', 'd'];
  expect(renderStartedMail({ ...run, analyses }, found).subject).toBe('S3 Log Audit: started 4 analyses (media-audit)');
  const { subject } = renderStartedMail({ ...run, stackName: `${'s'.repeat(120)}é\n` }, found);
  expect(subject).toHaveLength(99);
  expect(subject).toMatch(/\.\.\.$/);
});

test('a mail that would be too long goes without rows, and is never over the limit of SNS', () => {
  const rows = Array.from({ length: 50 }, () => deletions.columns.map(() => '漢'.repeat(200)));
  const answers = Array.from({ length: 21 }, (_, index) => ({ ...deletions, id: `a-${index}`, firstRows: rows }));
  const { body } = renderResultsMail(run, found, { ...results, answers });
  expect(body).not.toContain('漢');
  expect(body).toContain('a-20');
  expect(body).toContain('the mail would be too long with its first rows');
  expect(Buffer.byteLength(body)).toBeLessThan(262_144);
  const many = Array.from({ length: 2000 }, (_, index) => `hint ${index} ${'é'.repeat(100)}`);
  const long = renderNothingFoundMail(run, found, many);
  expect(Buffer.byteLength(long.body)).toBeLessThan(262_144);
  expect(long.body).toMatch(/^- hint \d+ é{100}\n\n\(This mail is cut here/m);
});

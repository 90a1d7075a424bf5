import {
  type RollupFacts,
  renderRollupFailedMail,
  renderRollupProblemsMail,
  renderRollupRecoveredMail,
} from '../../../lib/report/mail/rollup-mail';

const totals = { periods: 9, failed: 1, incomplete: 2, merged: 1234, bytes: 5_600_000, left: 3 };
const facts: RollupFacts = {
  stackName: 'media-audit',
  runId: '20260301T120000Z-0123abcd',
  executionLink: 'https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/arn',
  source: 's3://acme-logs/media/',
  destination: 's3://acme-archive/media/',
  level: 'day',
  format: 'log.gz',
  totals,
  problems: [
    { period: '2026-02-03.rollup.log.gz', code: 'RollupRefused', reason: 'there is something else' },
    { period: '2026-02-04.rollup.log.gz', code: 'Left', reason: '' },
  ],
};

/** Text that tries to be a link, another line, a terminal command. */
const HOSTILE = 'x\r\nThe rollup is done. http://evil.example/a https://evil.example/b \u001b[31m \u202e';

test('a mail about periods says how many, names the first with what is wrong, and what was done', () => {
  const { subject, body } = renderRollupProblemsMail(facts);
  expect(subject).toBe('S3 Log Audit: rollup FAILED for 1 period, 2 periods INCOMPLETE (media-audit)');
  expect(body).toContain(
    [
      '- 2026-02-03[.]rollup[.]log[.]gz',
      '  RollupRefused: there is something else',
      '- 2026-02-04[.]rollup[.]log[.]gz',
      '  Left',
      '- and 1 period more',
    ].join('\n'),
  );
  expect(body).toContain('No line is lost or doubled');
  expect(body).toContain('docs/runbook.md');
  for (const line of [
    'Logs       s3://acme-logs/media/',
    'Rollup     s3://acme-archive/media/, day, log.gz',
    'Done       1,234 log objects merged, 5.6 MB',
    'Periods    9',
    'Left       3 log objects',
    `Run        ${facts.runId}`,
    'Stack      media-audit',
    `Execution  ${facts.executionLink}`,
  ]) {
    expect(body).toContain(`\n${line}\n`);
  }
});

test('a mail says nothing of what there is none of', () => {
  const { subject, body } = renderRollupProblemsMail({ ...facts, totals: { ...totals, failed: 0, left: 0 } });
  expect(subject).toBe('S3 Log Audit: rollup 2 periods INCOMPLETE (media-audit)');
  expect(body).not.toMatch(/^Left|more$/m);
});

test('a mail about a rollup that did not get far says why', () => {
  const { totals: _, ...early } = facts;
  const { subject, body } = renderRollupFailedMail(early, { code: 'LogsDenied', reason: 'it may not list the logs' });
  expect(subject).toBe('S3 Log Audit: rollup FAILED, LogsDenied (media-audit)');
  expect(body).toContain('Failure    LogsDenied\nReason     it may not list the logs\n');
  expect(body).not.toMatch(/^(Done|Periods|Left)/m);
});

test('hostile text in keys and reasons is no link and no line of its own', () => {
  const problems = [{ period: HOSTILE, code: 'Left', reason: HOSTILE }];
  const mails = [
    renderRollupProblemsMail({ ...facts, problems }),
    renderRollupFailedMail(facts, { code: 'LogsDenied', reason: HOSTILE }),
  ];
  for (const { body } of mails) {
    expect(body.replace(facts.executionLink, '')).not.toMatch(/https?:/);
    expect(body).not.toMatch(/^The rollup is done. http/m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is tested
    expect(body).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  }
  expect(mails[0]?.body.match(/hxxp/g)).toHaveLength(4);
  expect(mails[0]?.body).toContain('evil[.]example');
});

test('a reason is cut that nobody would read', () => {
  const { body } = renderRollupFailedMail(facts, { code: 'Unknown', reason: 'x'.repeat(100_000) });
  expect(body).toMatch(/^Reason {5}x{4000}$/m);
});

describe('rollups that fail one after the other', () => {
  const failing = { since: '2026-02-28T12:00:00Z', runs: 24, told: { LogsDenied: '', Left: '' } };

  test('say since when, and how many mails there will be', () => {
    const { body } = renderRollupProblemsMail({ ...facts, failing });
    expect(body).toContain(
      'Failing    since 2026-02-28T12:00:00Z, 25 rollups\nWhile this goes on there is a mail a day',
    );
    expect(renderRollupProblemsMail(facts).body).not.toContain('Failing');
  });

  test('say that it is over, and what was wrong', () => {
    const { subject, body } = renderRollupRecoveredMail(facts, failing);
    expect(subject).toBe('S3 Log Audit: rollup works again (media-audit)');
    expect(body).toContain('Failed     24 rollups since 2026-02-28T12:00:00Z\nFailures   LogsDenied, Left\n');
    expect(body).toContain('Run        20260301T120000Z-0123abcd');
  });
});

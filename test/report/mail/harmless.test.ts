import { executionLink, objectLink, queryLink } from '../../../lib/report/mail/console-links';
import { harmless } from '../../../lib/report/mail/harmless';
import { formatBytes } from '../../../lib/report/sizes';

test.each([
  ['https://evil.example/a.html', 'hxxps://evil[.]example/a[.]html'],
  ['HTTP://EVIL.EXAMPLE', 'HxxP://EVIL[.]EXAMPLE'],
  ['ftp://evil.example', 'ftp[:]//evil[.]example'],
  ['s3://bucket/key', 's3[:]//bucket/key'],
  ['mail ops@evil.example', 'mail ops[at]evil[.]example'],
  ['198.51.100.23', '198[.]51[.]100[.]23'],
  ['2001:db8::1', '2001:db8::1'],
  ['аpple.com', 'аpple[.]com'],
  ['Boto3/1.35.90', 'Boto3/1.35.90'],
  ['0.25', '0.25'],
  ['TLSv1.2', 'TLSv1.2'],
  ['REST.GET.OBJECT', 'REST.GET.OBJECT'],
  ['rest.get.object', 'rest[.]get[.]object'],
  ['arn:aws:iam::111122223333:user/alice', 'arn:aws:iam::111122223333:user/alice'],
  ['2026-02-03T00:31:10Z', '2026-02-03T00:31:10Z'],
  ['a\nb\tc\u0000d', 'a b c d'],
  ['end of a sentence. Next', 'end of a sentence. Next'],
])('%j is shown as %j', (value, expected) => {
  expect(harmless(value)).toBe(expected);
});

test('a value is cut between characters', () => {
  expect(harmless('😀'.repeat(300))).toBe(`${'😀'.repeat(200)}...`);
  expect(harmless('x'.repeat(200))).toBe('x'.repeat(200));
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1000, '1.0 KB'],
  [181_113, '181 KB'],
  [999_999, '1.0 MB'],
  [9_960_000, '10 MB'],
  [1_234_567_890, '1.2 GB'],
  [5e15, '5.0 PB'],
  [5e18, '5000 PB'],
])('%i bytes are %s', (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected);
});

test.each([
  ['aws', 'eu-west-1', 'https://eu-west-1.console.aws.amazon.com/'],
  ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
  ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
])('links of the partition %s lead to its console', (partition, region, start) => {
  const place = { partition, region };
  for (const link of [
    executionLink(place, 'arn'),
    queryLink(place, 'id'),
    objectLink(place, 'bucket', 'results/a b.csv'),
  ]) {
    expect(link.startsWith(start)).toBe(true);
    expect(link).toContain(`region=${region}`);
    expect(link).not.toContain(' ');
  }
});

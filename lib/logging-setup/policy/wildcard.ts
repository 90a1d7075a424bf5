/**
 * Whether a text fits a pattern of IAM: `*` stands for any characters, `?` for one. Takes time in proportion to both
 * lengths whatever the pattern is; as a regular expression, one with many asterisks could take for ever.
 */
export function fitsWildcard(pattern: string, text: string): boolean {
  let inPattern = 0;
  let inText = 0;
  let afterStar = -1;
  let resumeAt = 0;
  while (inText < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === '*') {
      afterStar = ++inPattern;
      resumeAt = inText;
    } else if (wanted === '?' || wanted === text[inText]) {
      inPattern++;
      inText++;
    } else if (afterStar >= 0) {
      // the last asterisk takes one character more
      inPattern = afterStar;
      inText = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === '*') inPattern++;
  return inPattern === pattern.length;
}

/** Like {@link fitsWildcard}, each of the six parts of an ARN for itself. */
export function fitsArn(pattern: string, arn: string): boolean {
  const wanted = partsOf(pattern);
  const given = partsOf(arn);
  return wanted.length === given.length && wanted.every((part, index) => fitsWildcard(part, given[index] ?? ''));
}

function partsOf(arn: string): readonly string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])];
}

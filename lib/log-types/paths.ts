/** Athena leaves out objects whose name (or a folder of theirs) begins with `_` or `.`; so does every engine here. */
export function isHidden(path: string): boolean {
  return path.split('/').some((part) => /^[_.]/.test(part) && part !== '.' && part !== '..');
}

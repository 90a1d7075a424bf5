/** A part that begins with `_` or `.`, other than `.` and `..`. */
const HIDDEN = /(?:^|\/)(?:_|\.(?!\.?(?:\/|$)))/;

/** Athena leaves out objects whose name (or a folder of theirs) begins with `_` or `.`; so does every engine here. */
export function isHidden(path: string): boolean {
  return HIDDEN.test(path);
}

/**
 * Control characters (C0, DEL, C1), format characters (bidi overrides, isolates and marks, zero-width spaces, tags),
 * line and paragraph separators and lone surrogates. The two joiners stay: scripts and emoji need them.
 */
export const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

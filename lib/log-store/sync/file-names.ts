import { createHash } from 'node:crypto';

/** Folder of the sync itself, below the one that it fills. */
export const STATE_FOLDER = '.s3-log-audit';

/** Longest name of a file on the usual file systems, in bytes. */
const MAX_NAME_BYTES = 255;
/** Of a name that is too long, this much of the end is kept: it tells the time of the log. */
const KEPT_BYTES = 150;

/** What a name can't hold on Windows, and control characters; `%` itself, so that no two names become one. */
const UNSAFE = /[\p{Cc}\p{Cs}%\\:*?"<>|]/gu;
/** Windows takes these for devices, whatever follows a dot. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;

/** Characters that some file systems overlook. */
const IGNORED = /\p{DI}/gu;

/** Longer paths are too long for some systems, together with the folder. */
const MAX_PATH_BYTES = 800;

/**
 * Relative path (with `/`) under which an object is kept: the key itself as far as its parts are legal names everywhere,
 * otherwise with escapes (`%3A`). It never leads out of a folder, and different keys have different paths, except for
 * such as differ only in case.
 */
export function pathOfKey(key: string): string {
  const path = key.split('/').map(safeName).join('/');
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) return asidePathOfKey(key);
  const isOurs = foldPath(path.split('/', 1)[0] as string) === STATE_FOLDER;
  return isOurs ? `%2E${path.slice(1)}` : path;
}

/** Another path for a key whose own can't be used because of another key: in a folder that no other key has. */
export function asidePathOfKey(key: string): string {
  return `~${digestOf(key)}/${safeName(key.slice(key.lastIndexOf('/') + 1))}`;
}

/** What paths have in common that are one on a file system which takes no notice of case or of how accents are written. */
export function foldPath(path: string): string {
  return path.replace(IGNORED, '').normalize('NFC').toUpperCase().toLowerCase();
}

function safeName(name: string): string {
  // an empty part (`a//b`, `a/`) is no name; a slash never stands in one
  if (name === '') return '%2F';
  if (/^\.+$/.test(name)) return name.replaceAll('.', '%2E');
  const escaped = name
    .replace(UNSAFE, percentEncoded)
    .replace(DEVICE, (device) => percentEncoded(device[0] as string) + device.slice(1))
    // names of our own begin with it
    .replace(/^~/, percentEncoded)
    // Windows cuts dots and spaces at the end
    .replace(/[. ]$/, percentEncoded);
  return Buffer.byteLength(escaped) <= MAX_NAME_BYTES ? escaped : shortened(name, escaped);
}

function shortened(name: string, escaped: string): string {
  let kept = escaped.slice(-KEPT_BYTES);
  // never half a character
  while (Buffer.byteLength(kept) > KEPT_BYTES || /^[\udc00-\udfff]/.test(kept)) kept = kept.slice(1);
  return `~${digestOf(name)}~${kept}`;
}

function percentEncoded(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

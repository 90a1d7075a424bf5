import { type LogName, parseLogName } from '../log-types/access-logs/key-layout';
import { type Period, periodAt, type RollupFormat, type RollupLevel } from '../log-types/access-logs/rollup-name';

/** Where a log object lies, without the time: logs of one place are merged with each other. */
export interface Place {
  /** Ends in `/`, or is empty; without folders for the date. */
  readonly folder: string;
  /** Whether folders for the date follow (`2026/02/03/`). */
  readonly dated: boolean;
  /** What names begin with before the time. */
  readonly namePrefix: string;
}

/** What one rollup stands for. */
export interface PlacedPeriod {
  readonly place: Place;
  readonly period: Period;
}

/** Place and time of a log object, as its key tells. */
export interface PlacedLog {
  readonly place: Place;
  readonly delivered: Date;
  readonly isMidnight: boolean;
}

const DATE_FOLDERS = /(?:^|\/)(\d{4}\/\d{2}\/\d{2}\/)$/;

/** Where a log object belongs; undefined for what is none. */
export function placeLog(key: string): PlacedLog | undefined {
  const name = parseLogName(key);
  return name && placeName(name);
}

/** Where the log object of a name belongs. */
export function placeName({ stem, delivered, isMidnight }: LogName): PlacedLog {
  const cut = stem.lastIndexOf('/') + 1;
  const [folder, namePrefix] = [stem.slice(0, cut), stem.slice(cut)];
  const date = DATE_FOLDERS.exec(folder)?.[1];
  // folders of another day than the name's have been made by somebody
  const dated = date !== undefined && date === dateFolders(delivered, 3);
  const base = dated ? folder.slice(0, -date.length) : folder;
  return { place: { folder: base, dated, namePrefix }, delivered, isMidnight };
}

/** Names of a rollup and of what belongs to it. */
export interface RollupKeys {
  readonly output: string;
  /** What the keys of its manifests begin with. */
  readonly manifests: string;
}

export function rollupKeys(placed: PlacedPeriod, format: RollupFormat): RollupKeys {
  const { place, period } = placed;
  const folder = folderOfPeriod(placed);
  const name = `${place.namePrefix}${period.name}.rollup.`;
  return { output: `${folder}${name}${format}`, manifests: `${folder}_${name}` };
}

/** Key of the manifest with an id. It begins with `_`, so that Athena takes no notice of it. */
export function manifestKey({ manifests }: RollupKeys, id: string): string {
  return `${manifests}${id}.manifest.json`;
}

/** What the keys of all logs that were delivered in a period begin with; those of others may as well. */
export function sourcePrefix({ place, period }: PlacedPeriod): string {
  const time = period.level === '10min' ? period.name.slice(0, -1) : period.name;
  if (!place.dated) return `${place.folder}${place.namePrefix}${time}`;
  const folder = folderOfPeriod({ place, period });
  return period.level === 'month' ? folder : `${folder}${place.namePrefix}${time}`;
}

/** The rollup that a log object goes into by the time of its delivery. */
export function placeByDelivery({ place, delivered }: PlacedLog, level: RollupLevel): PlacedPeriod {
  return { place, period: periodAt(delivered, level) };
}

function folderOfPeriod({ place, period }: PlacedPeriod): string {
  return place.dated ? `${place.folder}${dateFolders(period.start, period.level === 'month' ? 2 : 3)}` : place.folder;
}

/** `2026/02/03/`, as many of these as wanted. */
function dateFolders(instant: Date, count: 2 | 3): string {
  return `${instant.toISOString().slice(0, 10).split('-').slice(0, count).join('/')}/`;
}

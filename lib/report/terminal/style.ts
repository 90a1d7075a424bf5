import pc from 'picocolors';

export type Style = Pick<ReturnType<typeof pc.createColors>, 'bold' | 'dim' | 'red' | 'yellow'>;

/** Colours for terminal text; without colour every style leaves its text as it is. */
export function createStyle(color: boolean): Style {
  return pc.createColors(color);
}

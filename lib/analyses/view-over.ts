import type { CanonicalView, ViewColumn } from './analysis';
import { identifiersOf } from './identifiers';

/**
 * The canonical view over something that has some of its columns already: those are taken as they are, and all others
 * that can be made out of them are made. The rest does not exist.
 */
export function viewOver(view: CanonicalView, name: string, given: readonly string[]): CanonicalView {
  const columnsOfView = new Set(view.layers.flat().map((column) => column.name));
  const available = new Set(given);
  const canBeMade = ({ name: column, sql }: ViewColumn) =>
    !given.includes(column) && [...identifiersOf(sql)].every((word) => !columnsOfView.has(word) || available.has(word));
  // the first layer reads raw fields, which are gone
  const layers = view.layers.slice(1).map((layer) => {
    const made = layer.filter(canBeMade);
    for (const column of made) available.add(column.name);
    return made;
  });
  const first = given.map((column) => ({ name: column, type: 'string' as const, sql: column }));
  return { ...view, name, rows: undefined, layers: [first, ...layers] };
}

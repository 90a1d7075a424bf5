import type { Formatter } from '../formatter';
import { rowWriter } from './json-value';

/** One JSON object per row and line. */
export const formatNdjson: Formatter = async (result, sink) => {
  const writeRow = rowWriter(result.columns);
  for await (const batch of result.rows) {
    let text = '';
    for (const row of batch) text += `${writeRow(row)}\n`;
    if (text !== '') await sink(text);
  }
};

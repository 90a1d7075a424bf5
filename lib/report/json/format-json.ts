import type { Formatter } from '../formatter';
import { escapeJson, rowWriter } from './json-value';

/** The whole result as one JSON object, a row per line. Integers beyond ±(2^53 - 1) are strings. */
export const formatJson: Formatter = async (result, sink) => {
  const { analysis, logType, window, filters, truncated, coverage } = result;
  const columns = result.columns.map(({ name, type, unit = null, description }) => ({ name, type, unit, description }));
  const head = JSON.stringify({ analysis, logType, window, filters, columns });
  await sink(escapeJson(`${head.slice(0, -1)},"rows":[`));

  const writeRow = rowWriter(result.columns);
  let separator = '\n';
  for await (const batch of result.rows) {
    let text = '';
    for (const row of batch) {
      text += separator + writeRow(row);
      separator = ',\n';
    }
    if (text !== '') await sink(text);
  }

  const tail = JSON.stringify({ truncated, coverage });
  await sink(escapeJson(`\n],${tail.slice(1)}\n`));
};

// The yardstick: a whole process in which DuckDB does nothing but read the same bytes.
// Usage: bare-scan.cjs lines|json|json-unhinted FOLDER
const { readdirSync } = require('node:fs');
const { join } = require('node:path');
const { DuckDBInstance } = require('@duckdb/node-api');

const [kind, folder] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const list = `[${files.map((path) => `'${path}'`).join(', ')}]`;
const buffers = files.length > 100 ? 'max_line_size = 1000000, buffer_size = 2000000' : 'max_line_size = 4000000';

const QUERIES = {
  lines: `select count(*), sum(length(line)) from read_csv(${list}, delim = '\x01\x02\x03\x04', quote = '', escape = '',
    header = false, auto_detect = false, columns = {'line': 'VARCHAR'}, ${buffers}, store_rejects = true)`,
  json: readRecords('records = true, '),
  // without the hint DuckDB reads everything twice: first to find out what the documents look like
  'json-unhinted': readRecords(''),
};

function readRecords(hint) {
  return `select count(*) from (select unnest("Records") from read_json(${list}, format = 'unstructured',
    ${hint}columns = {'Records': 'JSON[]'}, maximum_object_size = 67108864))`;
}

(async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(QUERIES[kind]);
  console.log(String(reader.getRows()[0]));
})();

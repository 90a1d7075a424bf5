import { setTimeout as sleep } from 'node:timers/promises';

/** A value of a result: numbers that JavaScript can't hold come as text. */
export type TrinoValue = string | number | boolean | null;

export interface TrinoResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** In the pages in which Trino gave them. */
  readonly pages: readonly (readonly TrinoValue[])[][];
  /** Bytes read from files, before decompression. */
  readonly scannedBytes: number;
}

export interface StatementOptions {
  readonly catalog?: string;
  readonly schema?: string;
  /** Text of a statement that the query names `prepared`. */
  readonly prepared?: string;
  readonly signal?: AbortSignal;
}

/** Trino's refusal or failure of a statement. */
export class TrinoError extends Error {
  constructor(
    message: string,
    /** For example `COLUMN_NOT_FOUND`. */
    readonly errorName: string,
    /** `USER_ERROR`, `INTERNAL_ERROR`, `INSUFFICIENT_RESOURCES` or `EXTERNAL`. */
    readonly errorType: string,
  ) {
    super(message);
    this.name = 'TrinoError';
  }
}

interface Page {
  readonly nextUri?: string;
  readonly columns?: TrinoResult['columns'];
  readonly data?: TrinoValue[][];
  readonly stats: { readonly physicalInputBytes?: number };
  readonly error?: { readonly message: string; readonly errorName: string; readonly errorType: string };
}

/**
 * Runs one statement to its end.
 * Source: https://trino.io/docs/current/develop/client-protocol.html
 * @throws TrinoError when Trino refuses it or fails
 */
export async function runStatement(url: string, sql: string, options: StatementOptions = {}): Promise<TrinoResult> {
  const { signal } = options;
  const request = { headers: headersOf(options), ...(signal ? { signal } : {}) };
  let page = await fetchPage(`${url}/v1/statement`, { ...request, method: 'POST', body: sql });
  let columns: TrinoResult['columns'] = [];
  const pages: TrinoValue[][][] = [];
  for (;;) {
    if (page.error) throw new TrinoError(page.error.message, page.error.errorName, page.error.errorType);
    if (page.columns) columns = page.columns;
    if (page.data) pages.push(page.data);
    const { nextUri } = page;
    if (!nextUri) return { columns, pages, scannedBytes: page.stats.physicalInputBytes ?? 0 };
    try {
      page = await fetchPage(nextUri, request);
    } catch (error) {
      if (signal?.aborted) await cancel(nextUri);
      throw error;
    }
  }
}

/** `EXECUTE … USING` is one request: the statement that it executes comes along in a header. */
function headersOf({ catalog, schema, prepared }: StatementOptions): Record<string, string> {
  return {
    'X-Trino-User': 'athena',
    'X-Trino-Time-Zone': 'UTC',
    ...(catalog ? { 'X-Trino-Catalog': catalog } : {}),
    ...(schema ? { 'X-Trino-Schema': schema } : {}),
    ...(prepared ? { 'X-Trino-Prepared-Statement': `prepared=${encodeURIComponent(prepared)}` } : {}),
  };
}

async function fetchPage(url: string, request: RequestInit): Promise<Page> {
  for (;;) {
    const response = await fetch(url, request);
    const text = await response.text();
    // the protocol's way to say: ask again
    if ([502, 503, 504].includes(response.status)) await sleep(100);
    else if (!response.ok) throw new Error(`Trino answers ${response.status}: ${text.slice(0, 300)}`);
    else return JSON.parse(quoteLargeIntegers(text)) as Page;
  }
}

async function cancel(nextUri: string): Promise<void> {
  await fetch(nextUri, { method: 'DELETE', headers: headersOf({}) });
}

/** Integers from 16 digits on as JSON strings, so that they keep every digit. */
function quoteLargeIntegers(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    /^-?\d{16,}$/.test(token) ? `"${token}"` : token,
  );
}

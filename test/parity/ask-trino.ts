/** Asks a Trino by its client protocol, and reads its answer without losing a digit. */
import type { SqlType } from '../../layers/core/sql/types.ts';
import type { AnswerColumn, Cell, Outcome, Pair } from './answer.ts';
import { readTrinoType } from './trino-types.ts';

export interface TrinoSession {
  readonly address: string;
  readonly catalog: string;
  readonly schema: string;
}

interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly data?: readonly (readonly Plain[])[];
  readonly error?: { readonly errorName: string; readonly message: string };
}

/** JSON whose numbers are still text. */
type Plain = string | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

const patienceMilliseconds = 120_000;

export async function askTrino(session: TrinoSession, sql: string): Promise<Outcome> {
  let columns: AnswerColumn[] = [];
  const rows: Cell[][] = [];
  let page = await send(`${session.address}/v1/statement`, {
    method: 'POST',
    headers: headersOf(session),
    body: sql,
  });
  for (;;) {
    if (page.error) return { failure: 'failed', code: page.error.errorName, message: page.error.message };
    if (page.columns) columns = page.columns.map(({ name, type }) => ({ name, type: readTrinoType(type) }));
    for (const row of page.data ?? [])
      rows.push(row.map((value, index) => readCell(value, columns[index]?.type ?? '')));
    if (page.nextUri === undefined) return { columns, rows };
    page = await send(page.nextUri, {});
  }
}

const headersOf = ({ catalog, schema }: TrinoSession): Record<string, string> => ({
  'X-Trino-User': 'parity',
  'X-Trino-Catalog': catalog,
  'X-Trino-Schema': schema,
  'X-Trino-Time-Zone': 'UTC',
  'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
});

/** A server that is busy answers 503: the client asks again. */
async function send(address: string, request: RequestInit): Promise<Page> {
  const late = Date.now() + patienceMilliseconds;
  for (;;) {
    const response = await fetch(address, { ...request, signal: AbortSignal.timeout(patienceMilliseconds) });
    const text = await response.text();
    if (response.ok) return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown) as Page;
    if (![502, 503, 504].includes(response.status) || Date.now() > late)
      throw new Error(`Trino answered ${response.status}: ${text.slice(0, 200)}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

const keepDigits = (_key: string, value: unknown, context: { source: string }): unknown =>
  typeof value === 'number' ? context.source : value;

function readCell(value: Plain, type: SqlType | string): Cell {
  if (value === null || typeof value !== 'object') return value;
  const kind = typeof type === 'string' ? undefined : type;
  if (isList(value))
    return value.map((one, index) =>
      readCell(
        one,
        kind?.name === 'array' ? kind.element : kind?.name === 'row' ? (kind.fields[index]?.type ?? '') : '',
      ),
    );
  return {
    pairs: Object.entries(value).map(
      ([key, one]): Pair => [key, readCell(one, kind?.name === 'map' ? kind.value : '')],
    ),
  };
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

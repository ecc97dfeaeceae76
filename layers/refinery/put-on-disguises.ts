/**
 * Puts what may be stored in the place of what was staged clear: tokens from the tokeniser, and free text in which
 * what names a person is masked. Each different value is asked for once, a few thousand at a time: a call a row would
 * cost more than all the rest. What is written to disk for it are tokens and masked text alone.
 */

import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Finding } from '../../schemas/refinery.ts';
import { mostCharacters, mostValues, type TokenKind, type TokenUse } from '../../schemas/token.ts';
import { type Disguise, hidden, unreadable } from '../core/cleaning/desensitise.ts';
import { isMarkedSql, readMarked } from '../core/cleaning/person-tokens.ts';
import { describeRule } from '../core/cleaning/rules.ts';
import { quoteName, quoteText } from '../core/cleaning/sql-text.ts';
import { identityPattern, maskFreeText, suspiciousPattern } from '../core/desensitise/free-text.ts';
import type { TokenCounts, TokenSource } from '../core/desensitise/token-source.ts';
import { InvalidInput } from '../core/errors.ts';
import { sequence } from './parquet.ts';
import type { Session } from './session.ts';
import type { Staged } from './stage.ts';

export interface Disguised {
  /** Relation of the accepted rows with every column as it may be stored. */
  readonly rows: string;
  /** SQL of the list of a refused row's cells as they may be shown. */
  cells(list: string): string;
  readonly findings: readonly Finding[];
}

interface Place {
  readonly session: Session;
  readonly folder: string;
  readonly tokens: TokenSource | undefined;
  readonly use: TokenUse;
}

/** A disguise and how many different values it is put on; they stand in `worn_{index}` (n, v). */
interface Worn {
  readonly disguise: Disguise;
  readonly index: number;
  readonly values: number;
}

/** What stands in a cell and is no value. */
const unworn = ["''", quoteText(hidden), quoteText(unreadable)].join(', ');

/** Calls on their way at once. */
const callsAtOnce = 4;

/**
 * @param staged tables `good` and, with rows held, `examined`
 * @throws InvalidInput when there is no tokeniser, PoisonError token-budget
 */
export async function putOnDisguises(
  place: Place,
  staged: Pick<Staged, 'held' | 'cleaning'>,
): Promise<Disguised> {
  const worn: Worn[] = [];
  for (const [index, disguise] of staged.cleaning.disguises.entries())
    worn.push({ disguise, index, values: await collectValues(place, staged, disguise, index) });
  await reserve(place, worn);
  const findings: Finding[] = [];
  for (const one of worn) {
    if (one.values === 0) continue;
    await writeReplacements(place, one);
    const finding = one.disguise.how === 'token' ? undefined : await findingOf(place.session, one);
    if (finding) findings.push(finding);
  }
  return { rows: rowsSql(worn), cells: (list) => cellsSql(worn, staged.cleaning.width, list), findings };
}

async function collectValues(
  { session }: Place,
  { held }: Pick<Staged, 'held'>,
  { column, how, marked, cells }: Disguise,
  index: number,
): Promise<number> {
  const ofRows = column === undefined ? [] : [`SELECT ${quoteName(column)} AS v FROM good`];
  const ofCells =
    held === 0 ? [] : cells.map((cell) => `SELECT _cells[${cell + 1}] AS v FROM examined WHERE _state = 1`);
  const sources = [...ofRows, ...ofCells];
  if (sources.length === 0) return 0;
  const wearing = marked ? isMarkedSql('v') : `v NOT IN (${unworn})`;
  const pattern = how === 'identity' ? identityPattern : suspiciousPattern;
  const wanted = how === 'token' ? wearing : `regexp_matches(v, ${quoteText(pattern)})`;
  await session.run(`CREATE TEMP TABLE worn_${index} AS SELECT row_number() OVER () AS n, v
    FROM (SELECT DISTINCT v FROM (${sources.join(' UNION ALL ')}) WHERE ${wanted})`);
  const [counted] = await session.rows(`SELECT count(*) AS n FROM worn_${index}`);
  return Number(counted?.n);
}

async function reserve({ tokens, use }: Place, worn: readonly Worn[]): Promise<void> {
  const counts: Partial<Record<TokenKind, number>> = {};
  for (const { disguise, values } of worn)
    if (disguise.how === 'token' && values > 0) counts[disguise.kind] = (counts[disguise.kind] ?? 0) + values;
  if (Object.keys(counts).length > 0) await sourceOf(tokens, use).reserve(use, counts as TokenCounts);
}

function sourceOf(tokens: TokenSource | undefined, { resource }: TokenUse): TokenSource {
  if (tokens !== undefined) return tokens;
  throw new InvalidInput(
    `resource ${resource} has items that become tokens; this home has no tokeniser, configure one`,
    `资源 ${resource} 含有需换成令牌的信息项，请先配置令牌服务`,
  );
}

interface Value {
  readonly n: string;
  readonly v: string;
}

/** As many values as one call takes. */
async function* batchesOf(session: Session, index: number): AsyncGenerator<Value[]> {
  let batch: Value[] = [];
  let characters = 0;
  for await (const piece of session.stream(`SELECT n, v FROM worn_${index}`))
    for (const { n, v } of piece) {
      const value = { n: String(n), v: String(v) };
      if (batch.length === mostValues || characters + value.v.length > mostCharacters / 4) {
        if (batch.length > 0) yield batch;
        [batch, characters] = [[], 0];
      }
      batch.push(value);
      characters += value.v.length;
    }
  if (batch.length > 0) yield batch;
}

async function writeReplacements(place: Place, one: Worn): Promise<void> {
  const path = join(place.folder, `worn-${sequence()}.csv`);
  const file = createWriteStream(path);
  const open = new Set<Promise<void>>();
  for await (const batch of batchesOf(place.session, one.index)) {
    const written = replace(place, one.disguise, batch).then((lines) => write(file, lines));
    open.add(written);
    // Awaited below: until then nobody is told that it failed.
    written.then(
      () => open.delete(written),
      () => {},
    );
    if (open.size >= callsAtOnce) await Promise.race(open);
  }
  await Promise.all(open);
  file.end();
  await finished(file);
  await place.session.run(`CREATE TEMP TABLE disguise_${one.index} AS SELECT v, w FROM worn_${one.index} JOIN
    read_csv(${quoteText(path)}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"',
      parallel = ${one.disguise.how === 'token'}, columns = {'n': 'BIGINT', 'w': 'VARCHAR'}) USING (n)
    WHERE v <> w;
    DROP TABLE worn_${one.index}`);
}

async function write(file: WriteStream, lines: string): Promise<void> {
  if (!file.write(lines)) await once(file, 'drain');
}

async function replace({ tokens, use }: Place, disguise: Disguise, batch: readonly Value[]): Promise<string> {
  if (disguise.how !== 'token')
    return batch.map(({ n, v }) => `${n},"${maskedText(disguise, v).replaceAll('"', '""')}"\n`).join('');
  const values = batch.map(({ n, v }) => {
    const { head, part, serial } = readMarked(v);
    return { n, head, part: part.normalize('NFKC').trim(), serial };
  });
  const order = {
    use,
    kind: disguise.kind,
    item: disguise.column ?? '',
    values: values.map(({ part }) => part).filter((part) => part !== ''),
  };
  const made = (await sourceOf(tokens, use).tokens(order)).values();
  return values
    .map(({ n, head, part, serial }) => {
      const worn = part === '' ? hidden : `${head}${made.next().value}${serial}`;
      return `${n},${worn}\n`;
    })
    .join('');
}

const maskedText = ({ how }: Disguise, text: string): string =>
  maskFreeText(text, how === 'identity' ? ['resident-id', 'bank-card'] : undefined).text;

async function findingOf(session: Session, { disguise, index }: Worn): Promise<Finding | undefined> {
  const { column } = disguise;
  if (column === undefined) return undefined;
  const [found] = await session.rows(
    `SELECT count(*) AS n, min(_at) AS first FROM good JOIN disguise_${index} d ON d.v = good.${quoteName(column)}`,
  );
  const rows = Number(found?.n);
  const rule = 'personal-in-text';
  return rows === 0
    ? undefined
    : { rule, item: column, level: describeRule(rule).level, rows, firstLine: Number(found?.first) };
}

/** SQL of a value of a row that was not replaced: what stands there and is no value, else nothing. */
function unreplacedSql({ how, marked }: Disguise, value: string): string {
  if (how !== 'token') return value;
  return `CASE WHEN ${marked ? `NOT ${isMarkedSql(value)}` : `${value} IN (${unworn})`} THEN ${value} END`;
}

/** The same of a refused row's cell: what has no token is shown to nobody. */
function unreplacedCellSql({ how, marked }: Disguise, cell: string): string {
  if (how !== 'token') return cell;
  return `CASE WHEN ${marked ? `NOT ${isMarkedSql(cell)}` : `${cell} = ''`} THEN ${cell} ELSE '${hidden}' END`;
}

function rowsSql(worn: readonly Worn[]): string {
  const active = worn.filter(({ disguise, values }) => disguise.column !== undefined && values > 0);
  if (active.length === 0) return 'good';
  const columns = active.map(({ disguise, index }) => {
    const name = quoteName(disguise.column as string);
    return `coalesce(d${index}.w, ${unreplacedSql(disguise, `good.${name}`)}) AS ${name}`;
  });
  const joins = active.map(
    ({ disguise, index }) =>
      `LEFT JOIN disguise_${index} d${index} ON d${index}.v = good.${quoteName(disguise.column as string)}`,
  );
  return `(SELECT good.* REPLACE (${columns.join(', ')}) FROM good ${joins.join(' ')})`;
}

function cellsSql(worn: readonly Worn[], width: number, list: string): string {
  const cells = Array.from({ length: width }, (_, cell) => `${list}[${cell + 1}]`);
  let isChanged = false;
  for (const { disguise, index, values } of worn)
    for (const cell of disguise.cells) {
      if (disguise.how !== 'token' && values === 0) continue;
      const own = `${list}[${cell + 1}]`;
      const found = values === 0 ? 'NULL' : `(SELECT w FROM disguise_${index} WHERE v = ${own})`;
      cells[cell] = `coalesce(${found}, ${unreplacedCellSql(disguise, own)})`;
      isChanged = true;
    }
  return isChanged ? `[${cells.join(', ')}]` : list;
}

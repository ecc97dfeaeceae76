/**
 * Asks a Trino that runs what every library gives over made rows, and writes it down for test/unit/libraries:
 * `SHUIYUAN_TRINO=http://… node test/parity/record-libraries.ts`.
 */
import { checkLibraries } from '../../layers/core/libraries/check-libraries.ts';
import { madeCity } from '../unit/libraries/made-city.ts';
import { madeRows, shippedLibraries, shippedResources } from '../unit/libraries/shipped.ts';
import { isFailure, type Outcome } from './answer.ts';
import { askTrino } from './ask-trino.ts';
import { type Golden, writeGoldens } from './goldens.ts';

const session = {
  address: process.env.SHUIYUAN_TRINO ?? 'http://127.0.0.1:8085',
  catalog: 'memory',
  schema: 'default',
};

/** Schemas of this run have names of their own. */
const renamed = (sql: string): string =>
  sql.replace(/\b(shared|base|mart_[a-z]+)\.(?=[a-z])/g, 'libraries_$1.');

async function ask(sql: string): Promise<Outcome> {
  const outcome = await askTrino(session, renamed(sql));
  if (isFailure(outcome)) throw new Error(`${outcome.message}\n${sql.slice(0, 400)}`);
  return outcome;
}

const resources = shippedResources();
const libraries = checkLibraries(shippedLibraries(), resources);
const databases = new Set(['shared', ...libraries.map(({ id }) => id.split('.')[0])]);
for (const database of databases) {
  await ask(`DROP SCHEMA IF EXISTS libraries_${database} CASCADE`);
  await ask(`CREATE SCHEMA libraries_${database}`);
}
const read = new Set(libraries.flatMap(({ inputs }) => inputs));
for (const resource of resources.filter(({ code }) => read.has(code)))
  await ask(
    `CREATE TABLE shared.${resource.code.toLowerCase()} AS ${madeRows(resource, madeCity[resource.code] ?? [])}`,
  );
const goldens: Golden[] = [];
for (const { id, text, items, keys } of libraries) {
  await ask(`CREATE TABLE ${id} AS ${text}`);
  const sql = `SELECT ${items.map(({ code }) => `"${code}"`).join(', ')} FROM ${id} ORDER BY ${keys.map((key) => `"${key}"`).join(', ')}`;
  goldens.push({ name: id, sql, theirs: await ask(sql) });
}
for (const database of databases) await ask(`DROP SCHEMA libraries_${database} CASCADE`);
writeGoldens('libraries', goldens);
console.log(`${goldens.length} libraries recorded`);

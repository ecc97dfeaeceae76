/**
 * Asks both sides and says whether they agree: `node test/parity/try.ts 'SELECT 1' 'SELECT 2'`, or a file with a
 * statement a line. `SHUIYUAN_TRINO` is the address of a Trino that runs; `--sql` shows what DuckDB is told.
 */
import { existsSync, readFileSync } from 'node:fs';
import { typeText } from '../../layers/core/sql/types.ts';
import { isFailure, type Outcome } from './answer.ts';
import { type Embedded, openEmbedded } from './ask-embedded.ts';
import { askTrino } from './ask-trino.ts';
import { judge } from './compare.ts';

const session = {
  address: process.env.SHUIYUAN_TRINO ?? 'http://127.0.0.1:8085',
  catalog: process.env.SHUIYUAN_TRINO_CATALOG ?? 'hive',
  schema: 'parity',
};

const showSql = process.argv.includes('--sql');
const given = process.argv.slice(2).filter((argument) => argument !== '--sql');
const statements = given.flatMap((argument) =>
  existsSync(argument)
    ? readFileSync(argument, 'utf8')
        .split('\n')
        .map((line) => line.trim().replace(/;$/, ''))
        .filter((line) => line !== '' && !line.startsWith('--'))
    : [argument],
);

const embedded = await openEmbedded();
const counts = new Map<string, number>();
for (const statement of statements) {
  const [ours, theirs] = [await embedded.ask(statement), await askTrino(session, statement)];
  const { verdict, why } = judge(ours, theirs, ours.ordered === true);
  counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const loud = verdict === 'different' || verdict === 'fails here';
  console.log(`${loud ? verdict.toUpperCase() : verdict}${why === '' ? '' : ` (${why})`}: ${statement}`);
  if (verdict === 'different') console.log(`  ours:  ${show(ours)}\n  Trino: ${show(theirs)}`);
  if (showSql || loud) console.log(`  DuckDB: ${told(embedded, statement)}`);
}
if (statements.length > 1)
  console.log([...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', '));
embedded.close();

function show(outcome: Outcome): string {
  if (isFailure(outcome)) return `${outcome.code}: ${outcome.message}`;
  const columns = outcome.columns.map(
    ({ name, type }) => `${name} ${typeof type === 'string' ? type : typeText(type)}`,
  );
  return `${columns.join(', ')} ${JSON.stringify(outcome.rows).slice(0, 600)}`;
}

function told(home: Embedded, statement: string): string {
  try {
    return home.translate(statement).sql;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** The same file in GB18030, against `iconv` into the bare engine. `--rows N` (default 5,000,000), `--rounds N`. */
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ingestFile } from './peers/ingest-data.ts';
import { checkSameWork, compete, type Outcome } from './peers/run-child.ts';

const peer = (name: string) => fileURLToPath(new URL(`./peers/${name}`, import.meta.url));

/** The engine's file in GB18030, made by iconv itself so that both read the same bytes. */
async function gbkFile(rows: number): Promise<string> {
  const { path } = await ingestFile(rows);
  const gbk = path.replace('-utf8.csv', '-gb18030.csv');
  if (existsSync(gbk)) return gbk;
  execFileSync('sh', ['-c', 'iconv -f UTF-8 -t GB18030 "$1" > "$2"', 'sh', path, `${gbk}.part`]);
  renameSync(`${gbk}.part`, gbk);
  return gbk;
}

export async function run(args: string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args,
    options: { rows: { type: 'string', default: '5000000' }, rounds: { type: 'string', default: '3' } },
  });
  const file = await gbkFile(Number(values.rows));
  const piped = 'iconv -f GB18030 -t UTF-8 "$2" > "$4/utf8.csv" && exec "$1" "$3" "$4/utf8.csv" "$4"';
  const outcomes = await compete(
    [
      { name: 'shuiyuan', command: process.execPath, arguments: [peer('ingest-ours.ts'), file] },
      {
        name: 'iconv-duckdb',
        command: 'sh',
        arguments: ['-c', piped, 'sh', process.execPath, file, peer('ingest-duckdb.ts')],
        timedOutside: true,
      },
    ],
    Number(values.rounds),
  );
  checkSameWork(outcomes);
  console.table(Object.fromEntries(outcomes));
  const [ours, theirs] = [...outcomes.values()] as [Outcome, Outcome];
  return {
    name: 'ingest-gbk',
    rows: Number(values.rows),
    ...Object.fromEntries(outcomes),
    timesIconvDuckdb: ours.seconds / theirs.seconds,
  };
}

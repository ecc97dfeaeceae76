/** The same file in GB18030, against `iconv` and the bare engine. `--rows N` (default 5,000,000), `--rounds N`. */
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { iconvAndEngine, ours, printOutcomes } from './peers/ingest-contenders.ts';
import { ingestFile } from './peers/ingest-data.ts';
import { checkSameWork, compete, type Outcome } from './peers/run-child.ts';

/** The file in GB18030, made by iconv itself so that both read the same bytes. */
async function gbkFile(rows: number): Promise<string> {
  const { path } = await ingestFile(rows);
  const gbk = path.replace('.csv', '-gb18030.csv');
  if (existsSync(gbk)) return gbk;
  execFileSync('sh', ['-c', 'iconv -f UTF-8 -t GB18030 "$1" > "$2"', 'sh', path, `${gbk}.part`]);
  renameSync(`${gbk}.part`, gbk);
  return gbk;
}

/** Both clocks run around the whole command. @returns `ratio`: our time to theirs */
export async function run(args: string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args,
    options: { rows: { type: 'string', default: '5000000' }, rounds: { type: 'string', default: '3' } },
  });
  const file = await gbkFile(Number(values.rows));
  const contenders = [ours(file, 'plain'), iconvAndEngine(file)].map((c) => ({ ...c, timedOutside: true }));
  const outcomes = await compete(contenders, Number(values.rounds));
  checkSameWork(outcomes);
  printOutcomes(outcomes);
  const [own, theirs] = [...outcomes.values()] as [Outcome, Outcome];
  return { ratio: own.seconds / theirs.seconds, rows: Number(values.rows), ...Object.fromEntries(outcomes) };
}

/** Search in a catalog of 100,000 resources: questions of every kind, in one process, after a cold start. */
import { CatalogSearch } from '../layers/core/discovery/catalog-search.ts';
import { discover } from '../layers/core/discovery/discover.ts';
import { Sounds } from '../layers/core/discovery/pinyin.ts';
import { makeEntries, makeQuestions } from './search-data.ts';

function optionOf(args: readonly string[], name: string, usual: number): number {
  const given = args.find((arg) => arg.startsWith(`--${name}=`));
  const value = given === undefined ? usual : Number(given.slice(name.length + 3));
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number above 0`);
  return value;
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

const rounded = (value: number) => Number(value.toFixed(2));
const megabytes = () => Math.round(process.memoryUsage().rss / 1024 ** 2);

/**
 * @param args `--entries=100000`, `--questions=1000`
 * @returns `p50` and `p95` of a question in milliseconds (goal: p95 ≤ 100), with facets and reasons of 20 results, and
 * the same of processor time, which other work on the machine does not lengthen;
 * what it costs to build the index, in milliseconds, from entries alone and from a snapshot that knows their sounds
 */
export async function run(args: string[]): Promise<Record<string, unknown>> {
  const entries = makeEntries(optionOf(args, 'entries', 100_000));
  const questions = makeQuestions(optionOf(args, 'questions', 1000));
  const before = megabytes();
  const build = (sounds: Sounds) => {
    const begun = performance.now();
    const search = new CatalogSearch(new Map(), sounds);
    for (const entry of entries) search.put(entry);
    return { search, milliseconds: Math.round(performance.now() - begun) };
  };
  // The first one is dropped: a process holds one.
  const { milliseconds: coldMilliseconds, sounds } = (() => {
    const { search, milliseconds } = build(new Sounds());
    return { milliseconds, sounds: search.sounds().all };
  })();
  const warm = build(new Sounds(sounds));
  const times: number[] = [];
  const cpuTimes: number[] = [];
  let found = 0;
  for (const q of questions) {
    const begun = performance.now();
    const cpu = process.cpuUsage();
    found += discover(warm.search, { q }, { offset: 0, limit: 20 }).total > 0 ? 1 : 0;
    times.push(performance.now() - begun);
    const { user, system } = process.cpuUsage(cpu);
    cpuTimes.push((user + system) / 1000);
  }
  const cpuSorted = cpuTimes.toSorted((a, b) => a - b);
  const sorted = times.toSorted((a, b) => a - b);
  return {
    entries: entries.length,
    questions: questions.length,
    answered: found,
    p50: rounded(percentile(sorted, 0.5)),
    p95: rounded(percentile(sorted, 0.95)),
    cpuP50: rounded(percentile(cpuSorted, 0.5)),
    cpuP95: rounded(percentile(cpuSorted, 0.95)),
    slowest: rounded(sorted.at(-1) ?? Number.NaN),
    goal: 100,
    buildMilliseconds: coldMilliseconds,
    buildFromSnapshotMilliseconds: warm.milliseconds,
    residentMegabytes: megabytes(),
    residentBeforeMegabytes: before,
  };
}

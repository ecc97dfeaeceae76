/** What a text file looks like from its beginning: delimiter and line ends. */
import type { Encoding, Survey } from '../../../schemas/refinery.ts';
import { readRange } from './byte-source.ts';

type Delimiter = NonNullable<Survey['delimiter']>;

/** Bytes at a text file's beginning that tell its delimiter and its line ends. */
export const sampleBytes = 1 << 18;
const candidates: readonly Delimiter[] = [',', '\t', ';', '|'];
const MOST_RECORDS = 200;

/** The beginning of a text file as text, without its byte order mark. */
export async function sampleText(path: string, encoding: Encoding): Promise<string> {
  return new TextDecoder(encoding).decode(await readRange(path, 0, sampleBytes), { stream: true });
}

/** Byte that ends records: a line feed; a carriage return in files from systems that know no line feed. */
export function lineEndOf(sample: string): number {
  return !sample.includes('\n') && sample.includes('\r') ? 0x0d : 0x0a;
}

/** The delimiter that splits the records most evenly; a comma when none does. */
export function detectDelimiter(sample: string): Delimiter {
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of candidates) {
    const score = evenness(fieldCounts(sample, delimiter));
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** Records that have the commonest count of delimiters, weighted a little by that count. */
function evenness(counts: readonly number[]): number {
  const tally = new Map<number, number>();
  for (const count of counts) if (count > 0) tally.set(count, (tally.get(count) ?? 0) + 1);
  let best = 0;
  for (const [count, records] of tally) best = Math.max(best, records + Math.min(count, 50) / 100);
  return best;
}

/** Delimiters outside quotes in each of the first records. */
function fieldCounts(sample: string, delimiter: string): number[] {
  const counts: number[] = [];
  let count = 0;
  let quoted = false;
  let before = '\n';
  for (const letter of sample) {
    if (letter === '"' && (quoted || before === '\n' || before === delimiter)) quoted = !quoted;
    else if (letter === '"' && before === '"') quoted = !quoted;
    else if (!quoted && letter === delimiter) count++;
    else if (!quoted && (letter === '\n' || letter === '\r')) {
      if (before !== '\n' && before !== '\r') counts.push(count);
      count = 0;
      if (counts.length >= MOST_RECORDS) break;
    }
    before = letter === '\r' ? '\n' : letter;
  }
  if (counts.length === 0) counts.push(count);
  return counts;
}

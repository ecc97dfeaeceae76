import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  decodeTable,
  decodeToUtf8,
  divideFile,
  readRecord,
  surveyFile,
} from '../../../layers/refinery/decode/index.ts';
import type { Survey } from '../../../schemas/refinery.ts';
import { surveySchema } from '../../../schemas/refinery.ts';
import { file, fixedResource, folder, gbk, reasonOf, resource, survey } from './fixtures.ts';

/** Record ends found the plain way: a character at a time. */
function naiveEnds(text: string): number[] {
  const ends: number[] = [];
  let quoted = false;
  let fieldStart = true;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (quoted) {
      if (letter === '"' && text[i + 1] === '"') i++;
      else if (letter === '"') quoted = false;
    } else if (letter === '"' && fieldStart) quoted = true;
    else if (letter === '\n') ends.push(i + 1);
    fieldStart = !quoted && (letter === '\n' || letter === ',');
  }
  if (ends.at(-1) !== text.length && text.length > 0) ends.push(text.length);
  return ends;
}

const csv: Survey = surveySchema.parse({
  format: 'csv',
  encoding: 'utf-8',
  delimiter: ',',
  divisible: true,
  tables: [{ name: '', head: [] }],
});

const cell = fc.oneof(
  fc.stringMatching(/^[a-c "]{0,4}$/).map((text) => text.replace(/^"+/, '')),
  fc.stringMatching(/^[a-c",\n]{0,8}$/).map((text) => `"${text.replaceAll('"', '""')}"`),
);
const record = fc.array(cell, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(','));
const document = fc
  .tuple(fc.array(record, { minLength: 1, maxLength: 30 }), fc.boolean())
  .map(([records, ended]) => records.join('\n') + (ended ? '\n' : ''));

describe('dividing', () => {
  it('cuts where a plain reading finds record ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        document,
        fc.integer({ min: 1, max: 60 }),
        fc.nat({ max: 3 }),
        async (text, target, headers) => {
          const ends = naiveEnds(text);
          const chunks = await divideFile(file(text), csv, headers, target);
          const start = headers === 0 ? 0 : (ends[headers - 1] ?? text.length);
          expect(chunks.reduce((sum, chunk) => sum + chunk.records, 0)).toBe(
            Math.max(0, ends.length - headers),
          );
          let at = start;
          for (const chunk of chunks) {
            expect(chunk.start).toBe(at);
            expect(ends).toContain(chunk.end);
            expect(chunk.records).toBe(ends.filter((end) => end > chunk.start && end <= chunk.end).length);
            expect(chunk.firstRecord).toBe(ends.filter((end) => end <= chunk.start).length + 1);
            at = chunk.end;
          }
          if (ends.length > headers) expect(at).toBe(text.length);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('gives, chunk by chunk, what the whole file gives', async () => {
    const rows = Array.from({ length: 500 }, (_, i) => `${i},"第 ${i} 行\n""${i}""",贵阳`);
    for (const bytes of [Buffer.from(`a,b,c\n${rows.join('\n')}`), gbk(`a,b,c\n${rows.join('\n')}`)]) {
      const path = file(bytes);
      const seen = await survey(path, 'a.csv');
      const whole = await decoded(path, seen);
      const chunks = await divideFile(path, seen, 1, 700);
      expect(chunks.length).toBeGreaterThan(10);
      let pieces = '';
      for (const chunk of chunks) pieces += await decoded(path, seen, chunk);
      expect(`"1","a","b","c"\n${pieces}`).toBe(whole);
      const chunk = chunks[4];
      const ordinal = (chunk?.firstRecord ?? 0) + 1;
      expect(await readRecord(path, seen, '', ordinal, chunk)).toEqual({
        line: (ordinal - 2) * 2 + 2,
        cells: [`${ordinal - 2}`, `第 ${ordinal - 2} 行\n"${ordinal - 2}"`, '贵阳'],
      });
    }
  });

  it('cuts UTF-16 at whole units and re-encodes a part of it', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `਍${i},上\n`).join('');
    const path = file(Buffer.from(`\ufeffa,b\n${rows}`, 'utf16le'));
    const seen = await survey(path, 'a.csv');
    const chunks = await divideFile(path, seen, 1, 500);
    expect(chunks.reduce((sum, chunk) => sum + chunk.records, 0)).toBe(300);
    let text = '';
    for (const [i, chunk] of chunks.entries()) {
      const out = join(folder, `utf16-${i}`);
      await decodeToUtf8(path, seen, out, chunk);
      text += readFileSync(out, 'utf8');
    }
    expect(text).toBe(rows);
  });

  it('is not misled by a GBK character that ends with the delimiter bar', async () => {
    const bar = new TextDecoder('gb18030').decode(Uint8Array.of(0x8e, 0x7c));
    const path = file(gbk(`a|b\n${bar}"x|1\n"y|z"|2\n`));
    const seen: Survey = { ...csv, encoding: 'gb18030', delimiter: '|' };
    expect((await divideFile(path, seen, 1, 1)).map((chunk) => chunk.records)).toEqual([1, 1]);
  });

  it('divides JSON Lines and fixed-width text at line ends', async () => {
    const lines = file('{"a":"\\"x"}\n{"a":2}\n{"a":3}');
    const seen = await survey(lines, 'a.jsonl');
    expect((await divideFile(lines, seen, 0, 1)).map((chunk) => chunk.firstRecord)).toEqual([1, 2, 3]);
    const fixed = file('abc"      00001.00\nx         00002.00\n');
    const shape = await surveyFile(fixed, { fileName: 'a.txt', resource: fixedResource });
    expect((await divideFile(fixed, shape, 0, 1)).map((chunk) => chunk.records)).toEqual([1, 1]);
  });

  it('refuses a quote that never closes, and formats that cannot be cut', async () => {
    const path = file('a,b\n1,"2\n');
    expect(await reasonOf(divideFile(path, csv, 1, 10))).toBe('unclosed-quote');
    expect(await reasonOf(divideFile(path, { ...csv, divisible: false }, 1, 10))).toBe('invalid-input');
  });
});

async function decoded(
  path: string,
  seen: Survey,
  chunk?: Parameters<typeof readRecord>[4],
): Promise<string> {
  const out = join(folder, 'divided');
  await decodeTable(path, { survey: seen, table: '', resource, chunk }, out);
  return readFileSync(out, 'utf8');
}

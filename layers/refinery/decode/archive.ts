/** Archives: what a ZIP is (a workbook or a wrapper), and the data files in wrappers. */
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeAll } from './byte-source.ts';
import { readEntry, readGunzipped } from './inflate.ts';
import type { DecodeLimits } from './limits.ts';
import { extensionOf } from './real-type.ts';
import { refusal } from './refusals.ts';
import type { ZipEntry } from './zip-directory.ts';

type ZipKind = 'xlsx' | 'ods' | 'archive';

/**
 * Tells workbooks from plain archives by the parts in them.
 * @throws PoisonError unknown-format for other office files
 */
export function zipKind(entries: readonly ZipEntry[]): ZipKind {
  const has = (name: string) => entries.some((entry) => entry.name === name);
  if (has('xl/workbook.xml')) return 'xlsx';
  if (has('content.xml') && has('META-INF/manifest.xml')) return 'ods';
  if (has('xl/workbook.bin')) throw refusal('unknown-format', {}, 'XLSB');
  if (has('[Content_Types].xml')) throw refusal('unknown-format');
  return 'archive';
}

const dataExtensions = new Set(
  'csv tsv txt dat json jsonl ndjson xml xlsx xlsm xls et ods dbf parquet'.split(' '),
);
const archiveExtensions = new Set('zip gz tgz rar 7z bz2 xz tar zst'.split(' '));

/** The data files of an archive, and how many other files lie beside them. @throws PoisonError zip-bomb, no-data-file */
export function dataEntries(entries: readonly ZipEntry[]): { data: ZipEntry[]; others: number } {
  const real = entries.filter((entry) => !isClutter(entry.name));
  if (real.some((entry) => archiveExtensions.has(extensionOf(entry.name))))
    throw refusal('zip-bomb', {}, 'an archive in an archive');
  const data = real.filter((entry) => dataExtensions.has(extensionOf(entry.name)));
  if (data.length === 0) throw refusal('no-data-file');
  return { data, others: real.length - data.length };
}

/** What file managers leave in archives. */
function isClutter(name: string): boolean {
  return /^__MACOSX\/|(^|\/)(\.[^/]*|thumbs\.db|desktop\.ini)$/i.test(name);
}

/**
 * Inflates an entry of a ZIP, or the content of a GZ, to a local file for as long as `use` runs. It lies beside the
 * archive, in the job's own place: what a killed process leaves there goes with the job.
 */
export async function withInner<T>(
  path: string,
  entry: ZipEntry | undefined,
  limits: DecodeLimits,
  use: (innerPath: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(dirname(path), 'decode-'));
  try {
    const inner = join(folder, 'inner');
    const bytes = entry === undefined ? readGunzipped(path, limits) : readEntry(path, entry, limits);
    await writeFileOf(bytes, inner);
    return await use(inner);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeFileOf(pieces: AsyncIterable<Buffer>, path: string): Promise<void> {
  const file = openSync(path, 'wx');
  try {
    for await (const piece of pieces) writeAll(file, piece);
  } finally {
    closeSync(file);
  }
}

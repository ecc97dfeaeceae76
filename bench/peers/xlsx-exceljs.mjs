/** Child of the XLSX benchmark: exceljs' streaming reader. Writes all cells as CSV; prints its result as JSON. */
import { createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [modules, file, folder] = process.argv.slice(2);
const excel = createRequire(join(modules, 'package.json'))('exceljs');

const text = (cell) => {
  const value = cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell ?? '');
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
};

async function decode() {
  const out = createWriteStream(join(folder, 'decoded.csv'));
  const reader = new excel.stream.xlsx.WorkbookReader(file, {
    sharedStrings: 'cache',
    styles: 'cache',
    worksheets: 'emit',
    hyperlinks: 'ignore',
  });
  let rows = 0;
  let piece = '';
  for await (const sheet of reader)
    for await (const row of sheet) {
      piece += `${row.values.slice(1).map(text).join(',')}\n`;
      rows += 1;
      if (piece.length < 1 << 20) continue;
      if (!out.write(piece)) await new Promise((resolve) => out.once('drain', resolve));
      piece = '';
    }
  await new Promise((resolve) => out.end(piece, resolve));
  return rows;
}

const started = performance.now();
const accepted = await decode();
const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage();
const cpuSeconds = (used.user + used.system) / 1e6;
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ seconds, cpuSeconds, peakMegabytes, accepted, refused: 0 }));

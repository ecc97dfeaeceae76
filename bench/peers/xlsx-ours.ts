/** Child of the XLSX benchmark: a workbook decoded to text (`decode`), or all the way to parts (`commit`). */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { proposeMapping } from '../../layers/core/mapping/propose-mapping.ts';
import { decodeTable, surveyFile } from '../../layers/refinery/decode/index.ts';
import { createRefinery } from '../../layers/refinery/index.ts';
import { folderFiles } from './folder-files.ts';
import { xlsxResource } from './xlsx-data.ts';

async function decode(file: string, folder: string) {
  const survey = await surveyFile(file, { fileName: 'invoices.xlsx', resource: xlsxResource });
  const table = survey.tables[0]?.name ?? '';
  const out = join(folder, 'decoded.csv');
  const { records, columns } = await decodeTable(file, { survey, table, resource: xlsxResource }, out);
  return { accepted: records, refused: 0, columns };
}

async function commit(file: string, folder: string) {
  const root = join(folder, 'work');
  const refinery = createRefinery({ files: folderFiles(file, folder, root), root });
  const source = { key: 'source', fileName: 'invoices.xlsx', size: statSync(file).size };
  const survey = await refinery.survey(source, xlsxResource);
  const { layout, mapping } = proposeMapping({ resource: xlsxResource, survey });
  const names = { department: 'tax', batch: 'b', period: '201501', attempt: 'a' };
  const job = { source, survey, layout, mapping, resource: xlsxResource, ...names };
  const { rows, parts } = await refinery.refine(job);
  return { accepted: rows.accepted + layout.headerRecords, refused: rows.refused, parts: parts.length };
}

const [how, file, folder] = process.argv.slice(2) as [string, string, string];
const started = performance.now();
const result = await (how === 'commit' ? commit : decode)(file, folder);
const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage();
const cpuSeconds = (used.user + used.system) / 1e6;
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ seconds, cpuSeconds, peakMegabytes, ...result }));

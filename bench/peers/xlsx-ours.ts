/** Child of the XLSX benchmark: a workbook decoded to text (`decode`), or all the way to parts (`commit`). */
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { NotFound } from '../../layers/core/errors.ts';
import { proposeMapping } from '../../layers/core/mapping/propose-mapping.ts';
import { decodeTable, surveyFile } from '../../layers/refinery/decode/index.ts';
import { createRefinery } from '../../layers/refinery/index.ts';
import type { LocalFiles } from '../../layers/refinery/local-files.ts';
import { xlsxResource } from './xlsx-data.ts';

/** Objects in a folder, digests taken as a home takes them. */
function folderFiles(source: string, folder: string): LocalFiles {
  const path = (key: string) => (key === 'source' ? source : join(folder, key));
  return {
    withFile: (key, use) => use(path(key)),
    async scratch(use) {
      const own = mkdtempSync(join(folder, 'scratch-'));
      try {
        return await use(own);
      } finally {
        rmSync(own, { recursive: true, force: true });
      }
    },
    async put(key, from) {
      const hash = createHash('sha256');
      await pipeline(createReadStream(from, { highWaterMark: 1 << 20 }), hash);
      mkdirSync(dirname(path(key)), { recursive: true });
      renameSync(from, path(key));
      return { size: statSync(path(key)).size, sha256: hash.digest('hex') };
    },
    head: async (key) => {
      throw new NotFound(`no object ${key}`, `没有对象 ${key}`);
    },
  };
}

async function decode(file: string, folder: string) {
  const survey = await surveyFile(file, { fileName: 'invoices.xlsx', resource: xlsxResource });
  const table = survey.tables[0]?.name ?? '';
  const out = join(folder, 'decoded.csv');
  const { records, columns } = await decodeTable(file, { survey, table, resource: xlsxResource }, out);
  return { accepted: records, refused: 0, columns };
}

async function commit(file: string, folder: string) {
  const refinery = createRefinery({ files: folderFiles(file, folder) });
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

/** Child of the ingest benchmarks: the same work as one plain script for the bare engine. Prints its result as JSON. */
import { DuckDBInstance } from '@duckdb/node-api';

const [file, work, folder] = process.argv.slice(2) as [string, string, string];

/** Cells are plain most of the time, so the script looks before it translates, as a careful engineer would write it. */
const narrow = (c: string) =>
  `CASE WHEN regexp_matches(${c}, '[０-９．，（）　]') THEN translate(${c}, '０１２３４５６７８９．，（）　', '0123456789.,() ') ELSE ${c} END`;
const text = (c: string) => `nullif(trim(${narrow(c)}), '')`;
const plainNumber = (c: string) => `regexp_replace(${narrow(c)}, '[,¥￥元\\s]', '', 'g')`;
const amount = (
  c: string,
) => `CASE WHEN regexp_full_match(${c}, '-?[0-9]+(\\.[0-9]{1,2})?') THEN TRY_CAST(${c} AS DECIMAL(18,2))
  WHEN regexp_full_match(${plainNumber(c)}, '-?[0-9]+(\\.[0-9]{1,2})?') THEN TRY_CAST(${plainNumber(c)} AS DECIMAL(18,2)) END`;
const day = (c: string) =>
  `coalesce(TRY_CAST(${c} AS DATE), CAST(try_strptime(${c}, ['%Y/%m/%d', '%Y%m%d', '%Y年%m月%d日']) AS DATE))`;
const names = ['serial', 'tax_id', 'name', 'period', 'day', 'amount', 'tax', 'lines'];

const script = [
  `CREATE TABLE staged AS SELECT ${text('serial')} AS serial, ${text('tax_id')} AS tax_id, ${text('name')} AS name,
    CASE WHEN regexp_full_match(period, '[0-9]{6}') THEN period END AS period, ${day('day')} AS day, ${amount('amount')} AS amount,
    ${amount('tax')} AS tax, TRY_CAST(lines AS BIGINT) AS lines,
    CASE WHEN ${day('day')} IS NULL OR ${amount('amount')} IS NULL THEN [${names.join(', ')}] END AS _cells
    FROM read_csv('${file}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
      columns = {${names.map((n) => `${n}: 'VARCHAR'`).join(', ')}})`,
  `COPY (SELECT * EXCLUDE (_cells), 'b' AS _batch, rowid + 2 AS _line FROM staged WHERE _cells IS NULL)
    TO '${folder}/good' (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (period))`,
  `COPY (SELECT rowid + 2 AS _line, _cells, CASE WHEN day IS NULL THEN 'bad-date' ELSE 'bad-number' END AS _problems
    FROM staged WHERE _cells IS NOT NULL) TO '${folder}/bad.parquet' (FORMAT parquet, COMPRESSION snappy)`,
];

const started = performance.now();
const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
for (const sql of script) await connection.run(sql);
if (work === 'unique') {
  const twice = await connection.runAndReadAll(
    'SELECT serial FROM staged WHERE _cells IS NULL GROUP BY serial HAVING count(*) > 1',
  );
  if (twice.currentRowCount > 0) throw new Error('the file holds a serial number twice');
}
const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage();
const cpuSeconds = (used.user + used.system) / 1e6;
const counts = await connection.runAndReadAll(
  'SELECT count(*) FILTER (_cells IS NULL), count(*) FILTER (_cells IS NOT NULL) FROM staged',
);
const [accepted, refused] = (counts.getRows()[0] ?? []).map(Number);
console.log(
  JSON.stringify({
    seconds,
    cpuSeconds,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    accepted,
    refused,
  }),
);

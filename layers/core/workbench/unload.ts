/** UNLOAD: rows as files below the department's own workspace, for other programs. */

import { quoteName } from '../cleaning/sql-text.ts';
import type { RunOutput } from '../ports/sql-runner.ts';
import { notSupported, QueryRefused } from '../sql/refused.ts';
import type { Unload } from '../sql/statement-nodes.ts';
import { type Act, nothing, type Performed, planQuery, readOf, runPlanned } from './act.ts';
import { checkPartitions, partitionColumns } from './partition-columns.ts';
import { ownWorkspace } from './places.ts';
import { chosen, readProperties, refuseOthers } from './properties.ts';
import { QueryFailed } from './query-failed.ts';
import { shownText } from './shown-text.ts';
import { keptColumns } from './table-columns.ts';
import { noteUnloaded, unloadedUnder } from './unloaded.ts';

const outputs = { parquet: 'parquet', textfile: 'text', json: 'json' } as const;

export async function unload(act: Act, { query, to, properties: given, at }: Unload): Promise<Performed> {
  const place = placeOf(act, to, at);
  const prefix = `${unloadedUnder(place.workspace)}${place.folder}/`;
  const properties = readProperties(given);
  refuseOthers(properties, ['format', 'compression', 'field_delimiter', 'partitioned_by']);
  if (!properties.has('format'))
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: "UNLOAD takes WITH (format = 'PARQUET' | 'TEXTFILE' | 'JSON')",
      zh: "UNLOAD 须写明 WITH (format = 'PARQUET' | 'TEXTFILE' | 'JSON')",
    });
  const format = chosen(properties, 'format', ['parquet', 'textfile', 'json'], 'parquet');
  const codecs = format === 'parquet' ? (['gzip', 'snappy', 'zstd'] as const) : (['gzip', 'none'] as const);
  const codec = chosen<Codec>(properties, 'compression', codecs, 'gzip');
  const delimiter = String(properties.get('field_delimiter')?.value ?? '\u0001');
  if (delimiter.length !== 1 || /[\n\r"\\]/.test(delimiter))
    throw notSupported(at, { en: 'this field_delimiter', zh: '该 field_delimiter' }, "field_delimiter = ','");
  const planned = await planQuery(act, query);
  const columns = keptColumns(planned.columns, query.at);
  const partitionedBy = partitionColumns(properties.get('partitioned_by'), columns);
  if (partitionedBy.length > 0 && format !== 'parquet')
    throw notSupported(at, `partitioned_by, format = '${format.toUpperCase()}'`, "format = 'PARQUET'");
  if ((await act.ports.objects.list(prefix, { limit: 1 })).objects.length > 0) throw notEmpty(to);
  const picked = columns.map(({ name, type }, index) => {
    const value = `q.c${index + 1}`;
    return `${format === 'textfile' ? shownText(value, type) : value} AS ${quoteName(name)}`;
  });
  const names = columns.map(({ name }) => name);
  const sql = `SELECT ${picked.join(', ')} FROM (${planned.sql}) AS q`;
  const output = outputOf({ format, codec, delimiter, partitionedBy }, prefix, names);
  const { rows, objects } = await runPlanned(act, planned, sql, output);
  checkPartitions(objects);
  const read = readOf(planned);
  return { ...nothing, ...read, rows, change: await noteUnloaded(act, place, read.sources) };
}

type Codec = 'gzip' | 'snappy' | 'zstd' | 'none';

interface Written {
  readonly format: keyof typeof outputs;
  readonly codec: Codec;
  readonly delimiter: string;
  readonly partitionedBy: readonly string[];
}

function outputOf(
  { format, codec, delimiter, partitionedBy }: Written,
  prefix: string,
  names: readonly string[],
): RunOutput {
  const to = outputs[format];
  if (to !== 'parquet') return { to, prefix, names, gzip: codec === 'gzip', delimiter };
  return { to, prefix, names, partitionedBy, inFolders: true, codec: codec === 'none' ? 'zstd' : codec };
}

/** `s3://workspace/a/b/` is `a/b/` in the department's own workspace; nothing leads out of it. */
function placeOf({ principal }: Act, to: string, at: number) {
  const own = ownWorkspace(principal);
  if (own === undefined)
    throw new QueryRefused('PERMISSION_DENIED', {
      at,
      en: 'who acts for no department has no workspace to unload to',
      zh: '该账号未绑定部门，没有可写入的工作区',
    });
  const path =
    /^s3:\/\/workspace\/([0-9A-Za-z_=.\u4e00-\u9fff-]+(?:\/[0-9A-Za-z_=.\u4e00-\u9fff-]+){0,9})\/?$/.exec(
      to,
    )?.[1];
  if (path !== undefined && path.length <= 200 && path.split('/').every((part) => /[^.]/.test(part)))
    return { workspace: own, folder: path };
  throw new QueryRefused('INVALID_ARGUMENTS', {
    at,
    en: "UNLOAD goes to your department's workspace: write TO 's3://workspace/FOLDER/'",
    zh: "UNLOAD 写入本部门工作区：TO 's3://workspace/目录/'",
  });
}

const notEmpty = (to: string): QueryFailed =>
  new QueryFailed(
    'HIVE_PATH_ALREADY_EXISTS',
    `there is something at ${to} already; unload to another folder`,
    `${to} 中已有文件，请换一个目录`,
  );

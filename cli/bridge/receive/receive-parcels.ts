/** What was delivered: fetched, verified, written, and only then acknowledged. */
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ParcelView } from '../../../schemas/api-answers.ts';
import { type Manifest, packedManifestSchema } from '../../../schemas/manifest.ts';
import { allPages } from '../../all-pages.ts';
import { encode } from '../../api-client.ts';
import { RefusedCommand } from '../../failures.ts';
import { type Fetched, fetchParcel } from '../../inbox/fetch-parcel.ts';
import { pinnedRootKey } from '../../inbox/pinned-root-key.ts';
import { type BridgeWork, describedResource } from '../bridge-work.ts';
import type { InJob, Place } from '../config.ts';
import { csvLine, writeFileDurably } from '../csv.ts';
import { readSecret } from '../read-config.ts';
import { type Applied, applyParcel, type Reject } from './apply-parcel.ts';
import { openMysqlTarget } from './mysql-target.ts';
import { writeParcelRows } from './parcel-rows.ts';
import { openPostgresTarget } from './postgres-target.ts';
import { openSqliteTarget } from './sqlite-target.ts';
import type { Target } from './target.ts';

const isOpen = ({ state }: ParcelView): boolean => state === 'delivered' || state === 'escalated';

/** Older batches first; a correction behind what it corrects. */
const byName = (a: ParcelView, b: ParcelView): number => (a.parcel < b.parcel ? -1 : 1);

export async function receiveParcels(
  work: BridgeWork,
  job: InJob,
): Promise<{ applied: number; rejected: number }> {
  const { client, connection } = work;
  const waiting = (await allPages<ParcelView>(client, '/inbox'))
    .filter((one) => isOpen(one) && one.resource === job.resource)
    .sort(byName);
  if (waiting.length === 0) return { applied: 0, rejected: 0 };
  const rootKey = connection.rootKey ?? (await pinnedRootKey(connection, client));
  const total = { applied: 0, rejected: 0 };
  for (const parcel of waiting) {
    const before = work.journal.parcel(parcel.parcel);
    const { sha256, rejected } = before ?? (await takeParcel(work, job, parcel, rootKey));
    await client.post(`/inbox/${encode(parcel.parcel)}/ack`, { sha256 });
    total.applied += 1;
    total.rejected += before ? 0 : rejected;
  }
  return total;
}

async function takeParcel(
  work: BridgeWork,
  job: InJob,
  parcel: ParcelView,
  rootKey: string,
): Promise<{ sha256: string; rejected: number }> {
  const inbox = join(work.loaded.state, 'inbox');
  await mkdir(inbox, { recursive: true, mode: 0o700 });
  const output = await mkdtemp(join(inbox, 'parcel-'));
  try {
    const fetched = await fetchParcel(work.client, parcel.parcel, {
      state: work.loaded.state,
      output,
      rootKey,
    });
    const { rows, rejected } = await writeParcel(work, job, parcel, fetched);
    const { sha256 } = fetched;
    const { parcel: id } = parcel;
    const rejects = rejected > 0 ? rejectsPath(work, id) : null;
    work.journal.addParcel({
      parcel: id,
      job: job.name,
      sha256,
      rows,
      rejected,
      rejects,
      at: work.now().toISOString(),
    });
    return { sha256, rejected };
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

async function writeParcel(
  work: BridgeWork,
  job: InJob,
  parcel: ParcelView,
  fetched: Fetched,
): Promise<Applied> {
  const { loaded } = work;
  const place = loaded.config.places[job.into] as Place;
  const manifest = packedManifestSchema.parse(
    JSON.parse(await readFile(join(fetched.folder, 'manifest.json'), 'utf8')),
  );
  if (place.kind === 'folder') {
    await copyWhole(resolve(loaded.folder, place.path), fetched);
    return { isRepeat: false, rows: manifest.rows, rejected: 0 };
  }
  const resource = await describedResource(work, job.resource);
  const rows = manifest.kind === 'correction' ? undefined : await rowsOf(manifest, fetched);
  const target = await openTarget(work, place);
  try {
    const given = {
      parcel: parcel.parcel,
      batch: parcel.batch,
      sha256: fetched.sha256,
      manifest,
      resource,
      rows,
    };
    const header = manifest.columns.map(({ code }) => code);
    return await applyParcel(target, writtenJob(job), given, (rejects) =>
      keepRejects(rejectsPath(work, parcel.parcel), header, rejects),
    );
  } finally {
    await target.close();
  }
}

function writtenJob(job: InJob): InJob & { readonly table: string } {
  if (job.table === undefined) throw new Error(`job ${job.name} names no table`);
  return { ...job, table: job.table };
}

async function rowsOf(manifest: Manifest & { data: string }, { folder }: Fetched): Promise<string> {
  if (manifest.format !== 'parquet')
    throw new RefusedCommand(
      'not-exact',
      `订阅 ${manifest.subscription} 的格式为 ${manifest.format}，不能保证每个值精确；请以 --format parquet 重新订阅`,
      `subscription ${manifest.subscription} delivers ${manifest.format}, which does not keep every value exact; subscribe with --format parquet`,
    );
  const items = manifest.columns.map(({ code }) => code);
  return (await writeParcelRows(join(folder, manifest.data), items, folder)).path;
}

async function openTarget({ loaded }: BridgeWork, place: Place): Promise<Target> {
  const { config, folder } = loaded;
  if (place.kind === 'sqlite') return openSqliteTarget(resolve(folder, place.path));
  if (place.kind !== 'postgresql' && place.kind !== 'mysql')
    throw new Error(`nothing is written into ${place.kind}`);
  const { kind, ...rest } = place;
  const server = { ...rest, password: readSecret(place.password, folder) };
  return kind === 'postgresql'
    ? openPostgresTarget(server, config.timeZone)
    : openMysqlTarget(server, config.timeZone);
}

/** The archive as it was signed, under its own name, whole or not at all. */
async function copyWhole(folder: string, { archive, parcel }: Fetched): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `.${parcel}.draft`);
  await copyFile(archive, draft);
  await rename(draft, join(folder, `${parcel}.zip`));
}

const rejectLine = ({ row, code, cells }: Reject): string => csvLine([String(row), code, ...cells]);

const rejectsPath = ({ loaded }: BridgeWork, parcel: string): string =>
  join(loaded.state, 'rejects', `${parcel}.csv`);

async function keepRejects(
  path: string,
  header: readonly string[],
  rejects: readonly Reject[],
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const text = [csvLine(['row', 'code', ...header]), ...rejects.map(rejectLine)].join('');
  await writeFileDurably(path, [Buffer.from(text)]);
}

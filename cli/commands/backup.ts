/** `backup …`: snapshots of the embedded home in another place. They ask no platform: it may be the one that is lost. */
import { chooseKept, readRetention } from '../../layers/core/backup/choose-kept.ts';
import { whileGuarded } from '../../layers/embedded/backup/folder-guard.ts';
import { checkHome } from '../../layers/embedded/backup/frozen-home.ts';
import { withVault } from '../../layers/embedded/backup/open-vault.ts';
import { restoreHome } from '../../layers/embedded/backup/restore-home.ts';
import { runBackup } from '../../layers/embedded/backup/run-backup.ts';
import { type Scrubbed, scrubHome } from '../../layers/embedded/backup/scrub-home.ts';
import { listSnapshots, pruneVault, verifySnapshot } from '../../layers/embedded/backup/tend-vault.ts';
import type { VaultStore } from '../../layers/embedded/backup/vault-store.ts';
import { killProbe } from '../../layers/embedded/surroundings.ts';
import type { Snapshot } from '../../schemas/backup.ts';
import { type Command, isSet, type OptionValues, textOf, wordAt } from '../command.ts';
import { dataFolder } from '../connection.ts';
import { exitStatus, RefusedCommand, WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';

const placeOptions = { to: { type: 'string' }, 'key-file': { type: 'string' } } as const;
const homeOptions = { ...placeOptions, home: { type: 'string' } } as const;
const usualRetention = '7d,5w,12m';

const placeOf = (values: OptionValues) => ({ to: textOf(values, 'to'), keyFile: textOf(values, 'key-file') });

const homeOf = (values: OptionValues): string => textOf(values, 'home') ?? dataFolder();

const mebibytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;

const probe = () => killProbe(process.env.SHUIYUAN_KILL_AT);

const sizeOf = ({ files, objects }: Snapshot): number =>
  objects.bytes + files.reduce((sum, { size }) => sum + size, 0);

const briefly = (snapshot: Snapshot) => ({
  id: snapshot.id,
  at: snapshot.at,
  bytes: sizeOf(snapshot),
  objects: snapshot.objects.count,
  added: snapshot.added,
  damaged: snapshot.damaged,
});

/** @throws RefusedCommand when there is none yet */
async function newestId(store: VaultStore): Promise<string> {
  const newest = (await store.snapshotIds()).at(-1);
  if (newest !== undefined) return newest;
  throw new RefusedCommand('no-snapshot', '尚无快照', 'there is no snapshot yet');
}

/** The last snapshot not after a time; ids begin with theirs. @throws RefusedCommand, WrongUsage */
async function idAt(store: VaultStore, time: string): Promise<string> {
  if (Number.isNaN(Date.parse(time)))
    throw new WrongUsage('--at 为 ISO 8601 时间', '--at is a time of ISO 8601');
  const before = (await listSnapshots(store)).filter(({ at }) => Date.parse(at) <= Date.parse(time));
  const id = before.at(-1)?.id;
  if (id !== undefined) return id;
  throw new RefusedCommand('no-snapshot', `${time} 之前没有快照`, `there is no snapshot before ${time}`);
}

async function backUp(values: OptionValues) {
  const home = homeOf(values);
  checkHome(home);
  const keep = textOf(values, 'keep') ?? process.env.SHUIYUAN_BACKUP_KEEP ?? usualRetention;
  const retention = readRetention(keep);
  return whileGuarded(home, () =>
    withVault(placeOf(values), home, async (store) => {
      const snapshot = await runBackup(home, store, probe());
      const pruned = isSet(values, 'prune') ? await pruneVault(store, retention) : undefined;
      return { snapshot, pruned };
    }),
  );
}

const run: Command = {
  name: 'backup run',
  usage: '[--to PLACE] [--key-file FILE] [--home FOLDER] [--prune] [--keep 7d,5w,12m]',
  zh: '备份本机平台到另一处（增量、加密；平台可在运行）；--prune 随后清理过期快照',
  en: 'back the home up to another place (incremental, encrypted, while it runs); --prune tidies after it',
  options: { ...homeOptions, prune: { type: 'boolean' }, keep: { type: 'string' } },
  words: [0, 0],
  isOffline: true,
  async run({ values }) {
    const { snapshot, pruned } = await backUp(values);
    const { added, damaged } = snapshot;
    const lines = [
      inBoth(
        `快照 ${snapshot.id}：共 ${mebibytes(sizeOf(snapshot))}，新增 ${mebibytes(added.bytes)}`,
        `snapshot ${snapshot.id}: ${mebibytes(sizeOf(snapshot))} in all, ${mebibytes(added.bytes)} new`,
      ),
      ...damaged.map((file) =>
        inBoth(`✗ objects/${file} 已损坏，未备份`, `✗ objects/${file} is damaged and was not backed up`),
      ),
    ];
    const status = damaged.length > 0 ? exitStatus.refused : exitStatus.done;
    return { json: { ...briefly(snapshot), ...(pruned ? { pruned } : {}) }, text: lines.join('\n'), status };
  },
};

const list: Command = {
  name: 'backup list',
  usage: '[--to PLACE] [--key-file FILE]',
  zh: '列出快照',
  en: 'list the snapshots',
  options: placeOptions,
  words: [0, 0],
  isOffline: true,
  run: ({ values }) =>
    withVault(placeOf(values), undefined, async (store) => {
      const snapshots = (await listSnapshots(store)).map(briefly);
      const rows = snapshots.map(({ id, at, bytes, objects, added }) => [
        id,
        at,
        mebibytes(bytes),
        `+${mebibytes(added.bytes)}`,
        String(objects),
      ]);
      return { json: { snapshots }, text: alignTable(rows) };
    }),
};

const verify: Command = {
  name: 'backup verify',
  usage: '[SNAPSHOT] [--to PLACE] [--key-file FILE]',
  zh: '读取并核验快照的全部内容（默认最新一份）',
  en: 'read all of a snapshot and check it (the newest unless named)',
  options: placeOptions,
  words: [0, 1],
  isOffline: true,
  run: ({ values, words }) =>
    withVault(placeOf(values), undefined, async (store) => {
      const checked = await verifySnapshot(store, words[0] ?? (await newestId(store)));
      const { snapshot, bytes, bad, erased } = checked;
      const good = inBoth(
        `快照 ${snapshot} 完好：已核验 ${mebibytes(bytes)}，依规清除 ${erased} 个文件`,
        `snapshot ${snapshot} is sound: ${mebibytes(bytes)} checked, ${erased} files erased on purpose`,
      );
      const text = bad.length === 0 ? good : bad.map((name) => `✗ ${name}`).join('\n');
      return { json: checked, text, status: bad.length === 0 ? exitStatus.done : exitStatus.refused };
    }),
};

const restore: Command = {
  name: 'backup restore',
  usage: 'FOLDER [--snapshot ID | --at TIME] [--to PLACE] [--key-file FILE]',
  zh: '把快照恢复到新的空目录（默认最新一份）',
  en: 'restore a snapshot into a new, empty folder (the newest unless named)',
  options: { ...placeOptions, snapshot: { type: 'string' }, at: { type: 'string' } },
  words: [1, 1],
  isOffline: true,
  run: ({ values, words }) =>
    withVault(placeOf(values), undefined, async (store) => {
      const folder = wordAt(words, 0, 'FOLDER');
      const time = textOf(values, 'at');
      const id = time === undefined ? undefined : await idAt(store, time);
      const wanted = id ?? textOf(values, 'snapshot') ?? (await newestId(store));
      const restored = await restoreHome(folder, store, wanted, probe());
      const text = inBoth(
        `已恢复 ${restored.at} 的状态到 ${folder}：${mebibytes(restored.bytes)}；启动前请先运行 audit verify`,
        `${folder} is as at ${restored.at}: ${mebibytes(restored.bytes)}; start it and run audit verify`,
      );
      return { json: restored, text };
    }),
};

const prune: Command = {
  name: 'backup prune',
  usage: '[--keep 7d,5w,12m] [--dry-run] [--to PLACE] [--key-file FILE] [--home FOLDER]',
  zh: '按日、周、月保留快照，清理其余',
  en: 'keep snapshots by day, week and month, and remove the others',
  options: { ...homeOptions, keep: { type: 'string' }, 'dry-run': { type: 'boolean' } },
  words: [0, 0],
  isOffline: true,
  run({ values }) {
    const home = homeOf(values);
    checkHome(home);
    const retention = readRetention(
      textOf(values, 'keep') ?? process.env.SHUIYUAN_BACKUP_KEEP ?? usualRetention,
    );
    const work = async (store: VaultStore) => {
      if (!isSet(values, 'dry-run')) return pruneVault(store, retention);
      const snapshots = await listSnapshots(store);
      const kept = chooseKept(snapshots, retention);
      const idsWhere = (stays: boolean) =>
        snapshots.map(({ id }) => id).filter((id) => kept.has(id) === stays);
      return { removed: idsWhere(false), kept: idsWhere(true) };
    };
    return whileGuarded(home, () =>
      withVault(placeOf(values), undefined, async (store) => {
        const pruned = await work(store);
        const rows = [...pruned.kept.map((id) => `  ${id}`), ...pruned.removed.map((id) => `- ${id}`)];
        return { json: pruned, text: rows.join('\n') };
      }),
    );
  },
};

const usualRate = 50;

function rateOf(values: OptionValues): number {
  const rate = Number(textOf(values, 'rate') ?? usualRate);
  if (rate > 0) return rate * 1024 ** 2;
  throw new WrongUsage('--rate 为每秒 MiB 数，须大于 0', '--rate is MiB a second, above 0');
}

function describeScrub({ objects, bytes, mended, lost, unchecked, database }: Scrubbed): string {
  return [
    inBoth(
      `已核对 ${objects} 个对象，${mebibytes(bytes)}；无从核对 ${unchecked} 个`,
      `${objects} objects checked, ${mebibytes(bytes)}; ${unchecked} with nothing to check them by`,
    ),
    ...mended.map(
      (key) => `+ ${key}  ${inBoth('已损坏，已由备份修复', 'was damaged, mended from the backup')}`,
    ),
    ...lost.map((key) => `✗ ${key}  ${inBoth('已损坏，备份中没有完好副本', 'is damaged, no backup has it')}`),
    ...(database === 'damaged'
      ? [
          `✗ home.sqlite  ${inBoth('结构已损坏，请从备份恢复', 'is damaged in structure: restore a snapshot')}`,
        ]
      : []),
  ].join('\n');
}

const scrub: Command = {
  name: 'backup scrub',
  usage: '[--rate MIB_PER_SECOND] [--only-look] [--to PLACE] [--key-file FILE] [--home FOLDER]',
  zh: '逐一核对全部对象的摘要，损坏的由备份修复（平台可在运行）',
  en: 'check every object against its digest and mend what is damaged from the backup (while it runs)',
  options: { ...homeOptions, rate: { type: 'string' }, 'only-look': { type: 'boolean' } },
  words: [0, 0],
  isOffline: true,
  async run({ values }) {
    const [home, rate] = [homeOf(values), rateOf(values)];
    checkHome(home);
    const found = await whileGuarded(home, () =>
      isSet(values, 'only-look')
        ? scrubHome(home, undefined, rate)
        : withVault(placeOf(values), undefined, (store) => scrubHome(home, store, rate)),
    );
    const isWell = found.lost.length === 0 && found.database === 'sound';
    return { json: found, text: describeScrub(found), status: isWell ? exitStatus.done : exitStatus.refused };
  },
};

export const backupCommands: readonly Command[] = [run, list, verify, restore, prune, scrub];

/** `inbox …`: what was delivered to a department. */
import { join } from 'node:path';
import type { ParcelView } from '../../schemas/api-answers.ts';
import { allPages } from '../all-pages.ts';
import { type ApiClient, encode } from '../api-client.ts';
import { type Command, type CommandInput, isSet, textOf } from '../command.ts';
import { CommandFailure, RefusedCommand, WrongUsage } from '../failures.ts';
import { type Fetched, fetchedDigest, fetchParcel } from '../inbox/fetch-parcel.ts';
import { pinnedRootKey } from '../inbox/pinned-root-key.ts';
import { alignTable, inBoth } from '../terminal.ts';
import { asDepartment } from './subscription.ts';

const kinds: Record<ParcelView['kind'], readonly [string, string]> = {
  data: ['数据', 'data'],
  correction: ['更正', 'correction'],
};

const states: Record<ParcelView['state'], readonly [string, string]> = {
  planned: ['待投递', 'planned'],
  delivered: ['已送达，待确认', 'delivered, to be acknowledged'],
  escalated: ['超期未确认', 'overdue, to be acknowledged'],
  acknowledged: ['已确认', 'acknowledged'],
  cancelled: ['已取消', 'cancelled'],
};

/** Delivered or escalated: waits for its acknowledgement. */
const isOpen = ({ state }: ParcelView): boolean => state === 'delivered' || state === 'escalated';

const list: Command = {
  name: 'inbox list',
  usage: '--as DEPT',
  zh: '收件箱，新的在前',
  en: 'the inbox, newest first',
  words: [0, 0],
  async run({ connection }) {
    const items = await allPages<ParcelView>(asDepartment(connection), '/inbox');
    const rows = items.map((one) => [
      one.parcel,
      inBoth(...kinds[one.kind]),
      one.resource,
      one.period,
      one.provider,
      inBoth(...states[one.state]),
      one.kind === 'data' ? inBoth(`${one.rows ?? 0} 行`, `${one.rows ?? 0} rows`) : '',
      one.reason?.message ?? '',
    ]);
    return {
      json: { items },
      text: rows.length > 0 ? alignTable(rows) : inBoth('收件箱为空', 'nothing there'),
    };
  },
};

/** The parcels that are named, or all that wait. */
async function wanted(client: ApiClient, { words, values }: CommandInput): Promise<string[]> {
  const all = isSet(values, 'all');
  if (all !== words.length > 0) {
    if (!all) return [...words];
    return (await allPages<ParcelView>(client, '/inbox')).filter(isOpen).map((one) => one.parcel);
  }
  throw new WrongUsage('请给出数据包编号，或用 --all', 'name the parcels, or use --all');
}

interface Failed {
  readonly parcel: string;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly status: number;
}

/** One after another; one that fails holds up no other. */
async function each<T>(parcels: readonly string[], work: (parcel: string) => Promise<T>) {
  const done: T[] = [];
  const failed: Failed[] = [];
  for (const parcel of parcels)
    try {
      done.push(await work(parcel));
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      failed.push({ parcel, code: error.code, zh: error.zh, en: error.message, status: error.status });
    }
  // One that was refused weighs more than one that may pass.
  const status = failed.length === 0 ? 0 : Math.min(...failed.map((one) => one.status));
  return { done, failed, status };
}

const failedLines = (failed: readonly Failed[]): string[] =>
  failed.map((one) => `✗ ${one.parcel}  ${inBoth(one.zh, one.en)}`);

const orNothing = (lines: readonly string[]): string =>
  lines.length > 0 ? lines.join('\n') : inBoth('没有待处理的数据包', 'no parcels wait');

const fetchCommand: Command = {
  name: 'inbox fetch',
  usage: '--as DEPT [PARCEL…|--all] [-o DIR]',
  zh: '收取数据包：下载、核验、解包',
  en: 'download parcels, verify and unpack them',
  options: { all: { type: 'boolean' }, output: { type: 'string', short: 'o' } },
  words: [0, Number.POSITIVE_INFINITY],
  async run(input) {
    const { connection, values } = input;
    const client = asDepartment(connection);
    const parcels = await wanted(client, input);
    const rootKey = connection.rootKey ?? (await pinnedRootKey(connection, client));
    const output = textOf(values, 'output') ?? join('inbox', connection.asked ?? '');
    const place = { state: connection.folder, output, rootKey };
    const { done, failed, status } = await each(parcels, (one) => fetchParcel(client, one, place));
    const lines = done.map(
      (one: Fetched) => `✓ ${one.parcel}  ${inBoth('已核验', 'verified')}  ${one.folder}`,
    );
    const who = connection.asked === undefined ? '' : ` --as ${connection.asked}`;
    if (done.length > 0)
      lines.push(`${inBoth('核对后确认收到', 'then acknowledge')}: shuiyuan inbox ack${who} --all`);
    return { json: { fetched: done, failed }, text: orNothing([...lines, ...failedLines(failed)]), status };
  },
};

const notFetched = (parcel: string): RefusedCommand =>
  new RefusedCommand(
    'not-fetched',
    `数据包 ${parcel} 尚未在此收取并核验，请先运行 shuiyuan inbox fetch`,
    `parcel ${parcel} was not fetched and verified here; run shuiyuan inbox fetch first`,
  );

const ackCommand: Command = {
  name: 'inbox ack',
  usage: '--as DEPT PARCEL…|--all',
  zh: '确认收到',
  en: 'acknowledge parcels that were fetched',
  options: { all: { type: 'boolean' } },
  words: [0, Number.POSITIVE_INFINITY],
  async run(input) {
    const { connection } = input;
    const client = asDepartment(connection);
    const parcels = await wanted(client, input);
    const { done, failed, status } = await each(parcels, async (parcel) => {
      const sha256 = await fetchedDigest(connection.folder, client.url, parcel);
      if (sha256 === undefined) throw notFetched(parcel);
      return client.post<ParcelView>(`/inbox/${encode(parcel)}/ack`, { sha256 });
    });
    const lines = done.map((one) => `✓ ${one.parcel}  ${inBoth('已确认', 'acknowledged')}`);
    return {
      json: { acknowledged: done, failed },
      text: orNothing([...lines, ...failedLines(failed)]),
      status,
    };
  },
};

export const inboxCommands = [list, fetchCommand, ackCommand] as const;

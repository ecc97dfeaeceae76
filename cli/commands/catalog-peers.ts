/** `catalog peers|peer|send|receive|conflicts|resolve`: the catalog between installations. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type {
  Conflict,
  madeAnswer,
  Peer,
  peersAnswer,
  Received,
  Scope,
  SignedParcel,
} from '../../schemas/catalog-exchange.ts';
import { allPages } from '../all-pages.ts';
import { type ApiClient, encode } from '../api-client.ts';
import { type Command, isSet, listOf, textOf, wordAt } from '../command.ts';
import { WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';

const peerPath = (peer: string): string => `/catalog-peers/${encode(peer)}`;

const scopeText = (scope: Scope | undefined): string => {
  if (scope === undefined) return '-';
  const parts = [...(scope.prefixes ?? []).map((one) => `${one}*`), ...(scope.departments ?? [])];
  return parts.join(',') || inBoth('全部', 'all');
};

const peersCommand: Command = {
  name: 'catalog peers',
  usage: '',
  zh: '上下级平台',
  en: 'other installations',
  words: [0, 0],
  async run({ connection }) {
    type Listed = z.infer<typeof peersAnswer>['items'][number];
    const items = await allPages<Listed>(connection.as('operator'), '/catalog-peers');
    const rows = items.map((one) => [
      one.code,
      one.name,
      `→ ${scopeText(one.sends)} (${one.sent})`,
      `← ${scopeText(one.receives)} (${one.received})`,
    ]);
    return {
      json: { items },
      text: rows.length > 0 ? alignTable(rows) : inBoth('没有登记的平台', 'no peers'),
    };
  },
};

const peerCommand: Command = {
  name: 'catalog peer',
  usage:
    'PEER --name NAME --root-key KEY [--send-all] [--send-prefixes A,B] [--send-departments a,b] [--receive-prefixes A,B] [--receive-departments a,b]',
  zh: '登记上下级平台、其根公钥与收发范围',
  en: 'register another installation: root key, what goes and what comes',
  options: {
    name: { type: 'string' },
    'root-key': { type: 'string' },
    'send-all': { type: 'boolean' },
    'send-prefixes': { type: 'string' },
    'send-departments': { type: 'string' },
    'receive-prefixes': { type: 'string' },
    'receive-departments': { type: 'string' },
  },
  words: [1, 1],
  async run({ connection, words, values }) {
    const peer = wordAt(words, 0, 'PEER');
    const scope = (way: string): Scope | undefined => {
      const prefixes = listOf(textOf(values, `${way}-prefixes`));
      const departments = listOf(textOf(values, `${way}-departments`));
      return (prefixes ?? departments) ? { prefixes, departments } : undefined;
    };
    const body = {
      name: textOf(values, 'name'),
      rootKey: textOf(values, 'root-key'),
      sends: scope('send') ?? (isSet(values, 'send-all') ? {} : undefined),
      receives: scope('receive'),
    };
    const client = connection.as('operator');
    const made = await client.put<Peer>(peerPath(peer), JSON.stringify(body), 'application/json');
    const text = `${made.code}  → ${scopeText(made.sends)}  ← ${scopeText(made.receives)}`;
    return { json: made, text };
  },
};

/** Makes parcels until nothing is left to send. @returns numbers of those there were before and are now */
async function makeAll(client: ApiClient, peer: string): Promise<{ before: number; now: number }> {
  let before: number | undefined;
  for (;;) {
    const { made, number } = await client.post<z.infer<typeof madeAnswer>>(`${peerPath(peer)}/parcels`);
    before ??= made ? number - 1 : number;
    if (!made) return { before, now: number };
  }
}

const send: Command = {
  name: 'catalog send',
  usage: 'PEER [-o DIR] [--after N]',
  zh: '打包发给对方平台的目录变更，存为文件；--after 0 可重新取出全部',
  en: 'pack what changed for another installation, as files; --after 0 gives all of them again',
  options: { output: { type: 'string', short: 'o' }, after: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const peer = wordAt(words, 0, 'PEER');
    const folder = textOf(values, 'output') ?? '.';
    const client = connection.as('operator');
    const { before, now } = await makeAll(client, peer);
    const asked = textOf(values, 'after');
    if (asked !== undefined && !/^\d+$/.test(asked))
      throw new WrongUsage('--after 为目录包编号', '--after is the number of a parcel');
    await mkdir(folder, { recursive: true });
    const files: string[] = [];
    for (let number = (asked === undefined ? before : Number(asked)) + 1; number <= now; number += 1) {
      const parcel = await client.get<SignedParcel>(`${peerPath(peer)}/parcels/${number}`);
      const path = join(folder, `catalog-${peer}-${String(number).padStart(6, '0')}.json`);
      await writeFile(path, JSON.stringify(parcel));
      files.push(path);
    }
    const none = inBoth('没有新的变更', 'nothing changed');
    return { json: { peer, number: now, files }, text: files.length > 0 ? files.join('\n') : none };
  },
};

const describeReceived = (path: string, one: Received): string =>
  [
    path,
    one.outcome === 'same'
      ? inBoth('已接收过，无变化', 'received before, nothing changed')
      : [
          inBoth(`登记 ${one.registered.length}`, `registered ${one.registered.length}`),
          one.conflicts.length > 0
            ? inBoth(`冲突 ${one.conflicts.join(',')}`, `conflicts ${one.conflicts.join(',')}`)
            : '',
          one.withdrawn.length > 0
            ? inBoth(`对方撤销 ${one.withdrawn.join(',')}`, `withdrawn there ${one.withdrawn.join(',')}`)
            : '',
        ]
          .filter((text) => text !== '')
          .join('  '),
  ].join('  ');

const receive: Command = {
  name: 'catalog receive',
  usage: 'PEER FILE…',
  zh: '接收对方平台的目录包，按文件给出的次序',
  en: "take another installation's parcels in, in the order given",
  words: [2, Number.POSITIVE_INFINITY],
  async run({ connection, words }) {
    const [peer = '', ...paths] = words;
    const client = connection.as('operator');
    const received: (Received & { file: string })[] = [];
    for (const path of paths) {
      const text = await readFile(path, 'utf8').catch(() => {
        throw new WrongUsage(`无法读取文件 ${path}`, `the file ${path} cannot be read`);
      });
      let parcel: unknown;
      try {
        parcel = JSON.parse(text);
      } catch {
        throw new WrongUsage(`${path} 不是目录包`, `${path} is no catalog parcel`);
      }
      received.push({ file: path, ...(await client.post<Received>(`${peerPath(peer)}/received`, parcel)) });
    }
    return { json: { received }, text: received.map((one) => describeReceived(one.file, one)).join('\n') };
  },
};

const conflictsCommand: Command = {
  name: 'catalog conflicts',
  usage: 'PEER',
  zh: '与对方平台的目录冲突',
  en: 'conflicts with another installation',
  words: [1, 1],
  async run({ connection, words }) {
    const path = `${peerPath(wordAt(words, 0, 'PEER'))}/conflicts`;
    const items = await allPages<Conflict>(connection.as('operator'), path);
    const rows = items.map((one) => [one.code, one.resource.name, one.holder, one.at]);
    return { json: { items }, text: rows.length > 0 ? alignTable(rows) : inBoth('没有冲突', 'no conflicts') };
  },
};

const resolve: Command = {
  name: 'catalog resolve',
  usage: 'PEER CODE keep|take',
  zh: '处理目录冲突：keep 保留本平台，take 采用对方',
  en: 'decide on a conflict: keep ours or take theirs',
  words: [3, 3],
  async run({ connection, words }) {
    const [peer = '', code = '', choice] = words;
    if (choice !== 'keep' && choice !== 'take') throw new WrongUsage('请写 keep 或 take', 'say keep or take');
    const path = `${peerPath(peer)}/conflicts/${encode(code)}`;
    const done = await connection.as('operator').post<Conflict>(path, { choice });
    return { json: done, text: `${code} ${choice}` };
  },
};

export const catalogPeerCommands = [
  peersCommand,
  peerCommand,
  send,
  receive,
  conflictsCommand,
  resolve,
] as const;

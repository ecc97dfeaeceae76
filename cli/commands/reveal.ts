/** `reveal …`: clear text of one value for a case, through the provider's side. */
import { z } from 'zod';
import type { Reveal } from '../../schemas/reveal.ts';
import { allPages } from '../all-pages.ts';
import { type ApiClient, encode, newKey } from '../api-client.ts';
import { type Command, type OptionValues, textOf, wordAt } from '../command.ts';
import { tokenOf } from '../desensitise/token-client.ts';
import { RefusedCommand, WrongUsage } from '../failures.ts';
import { dropState, readState, statePath, writeState } from '../kept-state.ts';
import { makeAskerKeys, seal, unseal } from '../reveal/seal.ts';
import { alignTable, inBoth } from '../terminal.ts';

const keysSchema = z.object({ privateKey: z.string() });
const keysPath = (folder: string, url: string, id: string) => statePath(folder, 'reveals', url, id);

function must(values: OptionValues, name: string): string {
  const text = textOf(values, name);
  if (text !== undefined) return text;
  throw new WrongUsage(`请给出 --${name}`, `give --${name}`);
}

const ask: Command = {
  name: 'reveal ask',
  usage:
    '--resource CODE --item ITEM --value-token TOKEN --case CASE --reason TEXT [--provider DEPT] [--as NAME]',
  zh: '申请查看一个值的原文（税务人员，须有案件编号）',
  en: "ask for a value's clear text (tax officers, for a case)",
  options: {
    resource: { type: 'string' },
    item: { type: 'string' },
    'value-token': { type: 'string' },
    case: { type: 'string' },
    reason: { type: 'string' },
    provider: { type: 'string' },
  },
  words: [0, 0],
  async run({ connection, values }) {
    const { publicKey, privateKey } = makeAskerKeys();
    const body = {
      resource: must(values, 'resource'),
      item: must(values, 'item'),
      token: must(values, 'value-token'),
      caseReference: must(values, 'case'),
      reason: must(values, 'reason'),
      provider: textOf(values, 'provider'),
      publicKey,
    };
    const reveal = await connection.as().post<Reveal>('/reveals', body, newKey());
    await writeState(keysPath(connection.folder, connection.url, reveal.id), { privateKey });
    return { json: reveal, text: describe(reveal) };
  },
};

const list: Command = {
  name: 'reveal list',
  usage: '[--side asked|provider] [--department DEPT] [--as NAME]',
  zh: '原文申请，新的在前',
  en: 'requests for clear text, newest first',
  options: { side: { type: 'string' }, department: { type: 'string' } },
  words: [0, 0],
  async run({ connection, values }) {
    const side = textOf(values, 'side') ?? 'asked';
    const department = textOf(values, 'department');
    const of = department === undefined ? '' : `&department=${encode(department)}`;
    const items = await allPages<Reveal>(connection.as(), `/reveals?side=${encode(side)}${of}`);
    const text = items.length > 0 ? alignTable(items.map(row)) : inBoth('没有申请', 'no requests');
    return { json: { items }, text };
  },
};

/** The value comes from standard input, so that it stands in no history of commands. */
async function readValue(): Promise<string> {
  if (process.stdin.isTTY)
    process.stderr.write(`${inBoth('请输入原文，回车结束', 'type the clear text, then Enter')}: `);
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    pieces.push(piece);
    if (process.stdin.isTTY && piece.includes(10)) break;
  }
  const value = Buffer.concat(pieces).toString('utf8').normalize('NFKC').trim();
  if (value !== '') return value;
  throw new WrongUsage('请从标准输入给出原文', 'give the clear text on standard input');
}

/** What is answered must be what was asked for: its token says so. */
async function checkValue(
  client: ApiClient,
  { resource, item, token }: Reveal,
  value: string,
): Promise<void> {
  if ((await tokenOf(client, resource, item, value)) === token) return;
  throw new RefusedCommand(
    'another-value',
    '这个值的令牌与申请的不同，未答复；请核对所查的值',
    'the token of this value is not the one asked for; nothing was answered, look the value up again',
  );
}

const answer: Command = {
  name: 'reveal answer',
  usage: 'ID [--refuse REASON] --as DEPT  (原文从标准输入给出 the clear text on standard input)',
  zh: '答复一项申请：原文在本机密封，只有申请人能打开',
  en: 'answer a request: the clear text is sealed here, only the asker can open it',
  options: { refuse: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const client = connection.as();
    const path = `/reveals/${encode(wordAt(words, 0, 'ID'))}`;
    const reason = textOf(values, 'refuse');
    if (reason !== undefined) {
      const refused = await client.post<Reveal>(`${path}/refuse`, { reason });
      return { json: refused, text: describe(refused) };
    }
    const reveal = await client.get<Reveal>(path);
    const value = await readValue();
    await checkValue(client, reveal, value);
    const sealed = seal(value, reveal.publicKey, reveal.id);
    const answered = await client.post<Reveal>(`${path}/answer`, { sealed });
    return { json: answered, text: describe(answered) };
  },
};

const open: Command = {
  name: 'reveal open',
  usage: 'ID [--as NAME]',
  zh: '打开密封的答复；密钥只在申请时所用的机器上',
  en: 'open a sealed answer; its key is on the machine that asked',
  words: [1, 1],
  async run({ connection, words }) {
    const id = wordAt(words, 0, 'ID');
    const reveal = await connection.as().get<Reveal>(`/reveals/${encode(id)}`);
    if (reveal.sealed === undefined) return { json: reveal, text: describe(reveal), status: 1 };
    const path = keysPath(connection.folder, connection.url, id);
    const keys = await readState(path, keysSchema);
    if (!keys)
      throw new RefusedCommand(
        'no-key',
        '打开这项答复的密钥不在本机，请在申请时所用的机器上打开',
        'the key of this answer is not on this machine; open it where it was asked for',
      );
    const value = unseal(reveal.sealed, keys.privateKey, id);
    await dropState(path);
    return { json: { id, resource: reveal.resource, item: reveal.item, value }, text: value };
  },
};

const row = (one: Reveal): string[] => [
  one.id,
  one.stage,
  one.resource,
  one.item,
  one.caseReference,
  one.askedBy,
  one.provider,
  one.expires,
];

const describe = (reveal: Reveal): string =>
  [alignTable([row(reveal)]), reveal.refusal].filter((line) => line !== undefined).join('\n');

export const revealCommands = [ask, list, answer, open] as const;

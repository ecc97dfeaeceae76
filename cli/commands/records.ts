/** `records send`, `records verify`: the real-time channel. */
import { appendFile, writeFile } from 'node:fs/promises';
import { createApiClient } from '../api-client.ts';
import { type Command, type CommandInput, isSet, secondsOf, textOf, wordAt } from '../command.ts';
import { exitStatus, WrongUsage } from '../failures.ts';
import { pinnedRootKey } from '../inbox/pinned-root-key.ts';
import { checkReceipt, digestsOf, readReceipts } from '../records/check-receipts.ts';
import { readMessages } from '../records/read-messages.ts';
import { type Answered, type Sending, sendMessages } from '../records/send-messages.ts';
import { sendStream } from '../records/send-stream.ts';
import { bodySigner } from '../records/sign-body.ts';
import { alignTable, inBoth } from '../terminal.ts';
import { digestFile } from '../upload/digest-file.ts';

/** Only the digest of the whole is wanted. */
const onePart = Number.MAX_SAFE_INTEGER;
const usualTimeoutSeconds = 120;

/** Signed with a key, as whoever its certificate names; else with a token, where the resource allows it. */
function sendingOf({ connection, words, values }: CommandInput): Sending {
  const [key, serial] = [textOf(values, 'key'), textOf(values, 'certificate')];
  if ((key === undefined) !== (serial === undefined))
    throw new WrongUsage('--key 与 --certificate 须同时给出', '--key and --certificate go together');
  const patience = secondsOf(values, 'timeout', usualTimeoutSeconds) * 1000;
  const resource = wordAt(words, 0, 'CODE');
  if (key === undefined || serial === undefined)
    return { client: connection.as(), resource, sign: () => ({}), patience };
  return { client: createApiClient(connection.url), resource, sign: bodySigner(key, serial), patience };
}

/** Receipts, one a line, as they come. */
async function keepReceipts(path: string | undefined, receipts: readonly unknown[]): Promise<void> {
  if (path === undefined || receipts.length === 0) return;
  await appendFile(path, receipts.map((one) => `${JSON.stringify(one)}\n`).join(''));
}

const mostShown = 20;

const refusalLine = ({ line, id, problem }: Answered): string => {
  const errors = problem?.errors ?? [];
  const said = errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ');
  return `  ${inBoth('行', 'line')} ${line} ${id ?? ''}: ${said || problem?.detail || ''}`;
};

async function sendOneByOne(sending: Sending, input: CommandInput) {
  const { words, values } = input;
  const path = wordAt(words, 1, 'FILE');
  const sha256 = (await digestFile(path, onePart)).whole;
  const out = textOf(values, 'out');
  const counts = { received: 0, repeated: 0, refused: 0 };
  const refused: Answered[] = [];
  for await (const messages of readMessages(path, { field: textOf(values, 'id'), digest: sha256 })) {
    const answered = await sendMessages(sending, messages);
    for (const one of answered) {
      counts[one.status] += 1;
      if (one.status === 'refused' && refused.length < mostShown) refused.push(one);
    }
    await keepReceipts(
      out,
      answered.flatMap(({ receipt }) => receipt ?? []),
    );
  }
  const text = [describeCounts(counts), ...refused.map(refusalLine)].join('\n');
  const problems = refused.map(({ line, id, problem }) => ({ line, id, problem }));
  return { json: { ...counts, problems }, text, refused: counts.refused };
}

const describeCounts = ({ received, repeated, refused }: Record<string, number>): string =>
  alignTable([
    [inBoth('已接收', 'received'), String(received)],
    [inBoth('此前已收', 'received before'), String(repeated)],
    [inBoth('不合格', 'refused'), String(refused)],
  ]);

async function sendWhole(sending: Sending, input: CommandInput) {
  const { words, values } = input;
  const path = wordAt(words, 1, 'FILE');
  const sha256 = (await digestFile(path, onePart)).whole;
  const answer = await sendStream(sending, path, sha256);
  const { receipt, repeated, refused, problems } = answer;
  await keepReceipts(textOf(values, 'out'), [receipt]);
  const taken = repeated
    ? { received: 0, repeated: receipt.records }
    : { received: receipt.records, repeated: 0 };
  const lines = problems
    .slice(0, mostShown)
    .map(({ line, errors }) => `  ${inBoth('行', 'line')} ${line}: ${errors[0]?.detail ?? ''}`);
  return { json: answer, text: [describeCounts({ ...taken, refused }), ...lines].join('\n'), refused };
}

const send: Command = {
  name: 'records send',
  usage: 'CODE FILE [--key KEY --certificate SERIAL] [--id ITEM | --stream] [-o RECEIPTS] [--timeout S]',
  zh: '实时报送 JSON 行文件中的记录，逐条得到回执；重复运行不会重复报送',
  en: 'send the records of a file of JSON lines, each for a receipt; run again, it sends nothing twice',
  options: {
    key: { type: 'string' },
    certificate: { type: 'string' },
    id: { type: 'string' },
    stream: { type: 'boolean' },
    out: { type: 'string', short: 'o' },
    timeout: { type: 'string' },
  },
  words: [2, 2],
  async run(input) {
    const { values } = input;
    if (isSet(values, 'stream') && textOf(values, 'id') !== undefined)
      throw new WrongUsage('流以一个编号报送，不用 --id', 'a stream has one id: leave --id out');
    const sending = sendingOf(input);
    const out = textOf(values, 'out');
    if (out !== undefined) await writeFile(out, '');
    const sent = await (isSet(values, 'stream') ? sendWhole : sendOneByOne)(sending, input);
    return {
      json: sent.json,
      text: sent.text,
      status: sent.refused > 0 ? exitStatus.refused : exitStatus.done,
    };
  },
};

const verify: Command = {
  name: 'records verify',
  usage: 'RECEIPTS [--records FILE]',
  zh: '核验回执：路径、签名、固定的根公钥；--records：回执是否为文件中的记录所出',
  en: 'check receipts: path, signature, pinned root key; --records: are they for the records of this file?',
  options: { records: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const receipts = await readReceipts(wordAt(words, 0, 'RECEIPTS'));
    const records = textOf(values, 'records');
    const digests = records === undefined ? undefined : await digestsOf(records);
    const rootKey = connection.rootKey ?? (await pinnedRootKey(connection, connection.as('operator')));
    const checked = [];
    for (const receipt of receipts) checked.push(await checkReceipt(receipt, rootKey, digests));
    const bad = checked.filter(({ sound }) => !sound);
    const text = [
      `${inBoth('有效', 'sound')}: ${checked.length - bad.length}`,
      ...bad.map(({ id }) => `${inBoth('无效', 'not sound')}: ${id}`),
    ].join('\n');
    const json = { receipts: checked.length, sound: checked.length - bad.length, items: checked };
    return { json, text, status: bad.length > 0 ? exitStatus.refused : exitStatus.done };
  },
};

export const recordCommands: readonly Command[] = [send, verify];

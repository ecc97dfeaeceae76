/** `cert root …`: the root, made and used on a machine without a network. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encryptKey } from '../../layers/authority/encrypted-key.ts';
import { makeRoot, openRoot, signIssuer } from '../../layers/authority/root.ts';
import { keyAlgorithms } from '../../layers/core/ports/authority.ts';
import { writeSecret } from '../certificates/key-file.ts';
import { readPassphrase } from '../certificates/read-passphrase.ts';
import { type Command, type OptionValues, textOf, wordAt } from '../command.ts';
import { WrongUsage } from '../failures.ts';
import { inBoth } from '../terminal.ts';

const keyFile = 'root.key';
const certificateFile = 'root.pem';

function needed(values: OptionValues, name: string): string {
  const value = textOf(values, name);
  if (value !== undefined) return value;
  throw new WrongUsage(`缺少 --${name}`, `--${name} is missing`);
}

const make: Command = {
  name: 'cert root make',
  usage: '--out FOLDER [--name NAME] [--algorithm P-256|SM2]',
  zh: '离线生成根证书；根密钥以口令加密（无需平台）',
  en: 'make a root offline, its key under a passphrase (needs no platform)',
  options: { out: { type: 'string' }, name: { type: 'string' }, algorithm: { type: 'string' } },
  words: [0, 0],
  isOffline: true,
  async run({ values }) {
    const folder = needed(values, 'out');
    const asked = textOf(values, 'algorithm') ?? 'P-256';
    const algorithm = keyAlgorithms.find((one) => one === asked);
    if (!algorithm) throw new WrongUsage('--algorithm 为 P-256 或 SM2', '--algorithm is P-256 or SM2');
    const root = await makeRoot(textOf(values, 'name') ?? '税源根证书 Shuiyuan root', algorithm, new Date());
    const key = encryptKey(root.privateKey, await readPassphrase());
    await mkdir(folder, { recursive: true, mode: 0o700 });
    writeSecret(join(folder, keyFile), key);
    await writeFile(join(folder, certificateFile), root.certificate);
    const text = inBoth(
      `根证书 ${join(folder, certificateFile)}；根密钥 ${join(folder, keyFile)} 请离线保管`,
      `root certificate ${join(folder, certificateFile)}; keep its key ${join(folder, keyFile)} offline`,
    );
    return { json: { certificate: root.certificate, key: join(folder, keyFile) }, text };
  },
};

const request: Command = {
  name: 'cert root request',
  usage: '[--out FILE]',
  zh: '导出签发机构的证书申请，交离线根签署',
  en: 'the request of the issuing key, for the offline root to sign',
  options: { out: { type: 'string' } },
  words: [0, 0],
  async run({ connection, values }) {
    const answer = await connection
      .as('security-officer')
      .get<{ csr: string }>('/certificates/authority/request');
    const out = textOf(values, 'out');
    if (out !== undefined) await writeFile(out, answer.csr);
    return { json: answer, text: out ?? answer.csr };
  },
};

const sign: Command = {
  name: 'cert root sign',
  usage: 'REQUEST --root FOLDER --out FILE [--name NAME]',
  zh: '离线签署签发机构的申请，得到证书链（无需平台）',
  en: 'sign the request of the issuing key, giving the chain (needs no platform)',
  options: { root: { type: 'string' }, out: { type: 'string' }, name: { type: 'string' } },
  words: [1, 1],
  isOffline: true,
  async run({ words, values }) {
    const folder = needed(values, 'root');
    const out = needed(values, 'out');
    const csr = await readFile(wordAt(words, 0, 'REQUEST'), 'latin1');
    const read = (name: string) => readFile(join(folder, name), 'latin1');
    const root = openRoot(await read(keyFile), await readPassphrase(), await read(certificateFile));
    const name = textOf(values, 'name') ?? '税源签发证书 Shuiyuan issuing authority';
    const chain = await signIssuer(root, csr, name, new Date());
    await writeFile(out, chain);
    return { json: { chain }, text: out };
  },
};

const install: Command = {
  name: 'cert root install',
  usage: 'CHAIN',
  zh: '安装签署好的证书链（安全管理员）',
  en: 'install the chain that the root signed (security officer)',
  words: [1, 1],
  async run({ connection, words }) {
    const chain = await readFile(wordAt(words, 0, 'CHAIN'), 'latin1');
    const client = connection.as('security-officer');
    const made = await client.put<{ subject: string; rootSha256: string; notAfter: string }>(
      '/certificates/authority',
      JSON.stringify({ chain }),
      'application/json',
    );
    return {
      json: made,
      text: inBoth(
        `已安装 ${made.subject}，根 SHA-256 ${made.rootSha256}`,
        `installed ${made.subject}, root SHA-256 ${made.rootSha256}`,
      ),
    };
  },
};

export const rootCommands: readonly Command[] = [make, request, sign, install];

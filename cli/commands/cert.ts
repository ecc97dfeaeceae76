/** `cert …`: certificates of the city's own authority. */
import { writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import { readList } from '../../layers/authority/revocation-list.ts';
import { type KeyAlgorithm, keyAlgorithms } from '../../layers/core/ports/authority.ts';
import type { certificateView, requestView } from '../../schemas/certificate.ts';
import { allPages } from '../all-pages.ts';
import { type ApiClient, encode, newKey } from '../api-client.ts';
import { requestWith } from '../certificates/key-file.ts';
import { type Command, listOf, type OptionValues, textOf, wordAt } from '../command.ts';
import type { Connection } from '../connection.ts';
import { RefusedCommand, WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';
import { rootCommands } from './cert-root.ts';

type CertificateView = z.infer<typeof certificateView>;
type RequestView = z.infer<typeof requestView>;

const officer = (connection: Connection): ApiClient => connection.as('security-officer');

const day = (instant: string): string => instant.slice(0, 10);

const rowOf = (one: CertificateView): string[] => [
  one.serial,
  one.stage,
  one.profile,
  one.owner.department ?? '',
  one.owner.name,
  day(one.notAfter),
];
const head = ['序列号 serial', '状态 stage', '用途 profile', '部门 of', '持有者 owner', '到期 until'];

const requestRow = (one: RequestView): string[] => [
  one.id,
  one.stage,
  one.profile,
  one.owner.department ?? '',
  one.owner.name,
  one.requestedBy,
  one.keySha256,
];
const requestHead = [
  '申请 request',
  '状态 stage',
  '用途 profile',
  '部门 of',
  '持有者 owner',
  '申请人 by',
  '公钥摘要 key',
];

const toldRequest = (one: RequestView) => ({ json: one, text: alignTable([requestHead, requestRow(one)]) });

/** With --out the certificate goes into a file. */
async function toldCertificate(one: CertificateView, values: OptionValues) {
  const out = textOf(values, 'out');
  if (out !== undefined) await writeFile(out, one.pem);
  const lines = [
    alignTable([head, rowOf(one)]),
    one.subject,
    `SHA-256 ${one.sha256}`,
    `x5t#S256 ${one.thumbprint}`,
  ];
  return { json: one, text: [...lines, out ?? one.pem].join('\n') };
}

function algorithmOf(values: OptionValues): KeyAlgorithm {
  const asked = textOf(values, 'algorithm') ?? 'P-256';
  const known = keyAlgorithms.find((one) => one === asked);
  if (known) return known;
  throw new WrongUsage(
    `--algorithm 为 ${keyAlgorithms.join(' 或 ')}`,
    `--algorithm is ${keyAlgorithms.join(' or ')}`,
  );
}

/** --key FILE, made when it is not there. */
async function csrOf(values: OptionValues): Promise<string | undefined> {
  const path = textOf(values, 'key');
  return path === undefined ? undefined : requestWith(path, algorithmOf(values));
}

const request: Command = {
  name: 'cert request',
  usage:
    '--as DEPT --profile signing|client-tls|server-tls --key FILE [--application ID | --account NAME] [--hosts a,b] [--days N] [--algorithm P-256|SM2] [--department CODE]',
  zh: '申请证书；--key 的私钥文件不存在则新建',
  en: 'request a certificate; the key file is made when it is not there',
  options: {
    profile: { type: 'string' },
    key: { type: 'string' },
    application: { type: 'string' },
    account: { type: 'string' },
    hosts: { type: 'string' },
    days: { type: 'string' },
    algorithm: { type: 'string' },
    department: { type: 'string' },
  },
  words: [0, 0],
  async run({ connection, values }) {
    const csr = await csrOf(values);
    if (csr === undefined) throw new WrongUsage('请以 --key 指明私钥文件', 'say which key file with --key');
    const days = textOf(values, 'days');
    const body = {
      csr,
      profile: textOf(values, 'profile'),
      application: textOf(values, 'application'),
      account: textOf(values, 'account'),
      department: textOf(values, 'department'),
      hosts: listOf(textOf(values, 'hosts')),
      days: days === undefined ? undefined : Number(days),
    };
    return toldRequest(await connection.as().post<RequestView>('/certificates/requests', body, newKey()));
  },
};

const requests: Command = {
  name: 'cert requests',
  usage: '[--department CODE]',
  zh: '证书申请，新的在前',
  en: 'requests for certificates, newest first',
  options: { department: { type: 'string' } },
  words: [0, 0],
  async run({ connection, values }) {
    const items = await allPages<RequestView>(
      officer(connection),
      `/certificates/requests${ofDepartment(values)}`,
    );
    return { json: { items }, text: alignTable([requestHead, ...items.map(requestRow)]) };
  },
};

function ofDepartment(values: OptionValues): string {
  const department = textOf(values, 'department');
  return department === undefined ? '' : `?department=${encode(department)}`;
}

const issue: Command = {
  name: 'cert issue',
  usage: 'REQUEST [--out FILE]',
  zh: '签发证书（安全管理员；不得签发本人的申请）',
  en: 'issue what was requested (security officer; never his own request)',
  options: { out: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const path = `/certificates/requests/${encode(wordAt(words, 0, 'REQUEST'))}/issue`;
    return toldCertificate(await officer(connection).post<CertificateView>(path, {}, newKey()), values);
  },
};

const refuse: Command = {
  name: 'cert refuse',
  usage: 'REQUEST --reason TEXT',
  zh: '拒绝证书申请',
  en: 'refuse a request',
  options: { reason: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const path = `/certificates/requests/${encode(wordAt(words, 0, 'REQUEST'))}/refuse`;
    return toldRequest(
      await officer(connection).post<RequestView>(path, { reason: textOf(values, 'reason') }, newKey()),
    );
  },
};

const renew: Command = {
  name: 'cert renew',
  usage: 'SERIAL --as DEPT [--key FILE] [--days N]',
  zh: '申请续期；给出 --key 则换用该密钥',
  en: 'request what follows a certificate; --key takes another key',
  options: { key: { type: 'string' }, days: { type: 'string' }, algorithm: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const days = textOf(values, 'days');
    const body = { csr: await csrOf(values), days: days === undefined ? undefined : Number(days) };
    const path = `/certificates/${encode(wordAt(words, 0, 'SERIAL'))}/renew`;
    return toldRequest(await connection.as().post<RequestView>(path, body, newKey()));
  },
};

const revoke: Command = {
  name: 'cert revoke',
  usage: 'SERIAL --reason key-compromise|superseded|cessation-of-operation|…',
  zh: '吊销证书，立即生效',
  en: 'revoke a certificate, at once',
  options: { reason: { type: 'string' }, out: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const path = `/certificates/${encode(wordAt(words, 0, 'SERIAL'))}/revoke`;
    const body = { reason: textOf(values, 'reason') };
    return toldCertificate(await officer(connection).post<CertificateView>(path, body, newKey()), values);
  },
};

const list: Command = {
  name: 'cert list',
  usage: '[--department CODE]',
  zh: '证书列表，新的在前',
  en: 'certificates, newest first',
  options: { department: { type: 'string' } },
  words: [0, 0],
  async run({ connection, values }) {
    const items = await allPages<CertificateView>(
      officer(connection),
      `/certificates${ofDepartment(values)}`,
    );
    return { json: { items }, text: alignTable([head, ...items.map(rowOf)]) };
  },
};

const show: Command = {
  name: 'cert show',
  usage: 'SERIAL [--out FILE]',
  zh: '查看或导出证书',
  en: 'show a certificate, or put it into a file',
  options: { out: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const path = `/certificates/${encode(wordAt(words, 0, 'SERIAL'))}`;
    return toldCertificate(await officer(connection).get<CertificateView>(path), values);
  },
};

const crl: Command = {
  name: 'cert crl',
  usage: '[--out FILE]',
  zh: '证书吊销列表',
  en: 'the list of revoked certificates',
  options: { out: { type: 'string' } },
  words: [0, 0],
  async run({ connection, values }) {
    const der = await fetchOpen(`${connection.url.replace(/\/+$/, '')}/pki/crl.der`);
    const out = textOf(values, 'out');
    if (out !== undefined) await writeFile(out, der);
    const read = readList(der);
    const rows = read.revoked.map((one) => [one.serial, one.at, `${one.reason}`]);
    const first = inBoth(
      `第 ${read.number} 号，${read.thisUpdate} 至 ${read.nextUpdate}`,
      `number ${read.number}, from ${read.thisUpdate} to ${read.nextUpdate}`,
    );
    return { json: read, text: [first, alignTable(rows)].join('\n') };
  },
};

async function fetchOpen(address: string): Promise<Buffer> {
  const response = await fetch(address);
  if (response.ok) return Buffer.from(await response.arrayBuffer());
  throw new RefusedCommand(
    `http-${response.status}`,
    `${address} 答复 ${response.status}`,
    `${address} answered ${response.status}`,
  );
}

export const certCommands: readonly Command[] = [
  request,
  requests,
  issue,
  refuse,
  renew,
  revoke,
  list,
  show,
  crl,
  ...rootCommands,
];

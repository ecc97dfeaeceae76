/** A sender to the real-time channel of a home: its certificate, its records, and streams of them made as they are sent. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { makeKeyPair, readPrivateKey } from '../layers/authority/algorithms.ts';
import { writeRequest } from '../layers/authority/certification-request.ts';
import { localIssuingKey } from '../layers/authority/issuing-key.ts';
import type { HomeProcess } from './home-process.ts';
import { signWith } from './sign-message.ts';
import { describeResource } from './small-files.ts';

export const sender = { department: 'bench-01', resource: 'B01' };

const asJson = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** The department, its resource, and a certificate a security officer issued it. @returns where records go, and what signs a body */
export async function prepareSender(home: HomeProcess) {
  const { department, resource } = sender;
  const names = { name: `基准部门${department}`, nameEn: `Benchmark ${department}` };
  await home.ask('operator', `/departments/${department}`, { ...asJson(names), method: 'PUT' });
  const headers = { 'content-type': 'application/yaml' };
  const body = describeResource(sender);
  await home.ask('operator', `/resources/${resource}`, { method: 'PUT', headers, body });
  const { privateKey } = makeKeyPair('P-256');
  const csr = await writeRequest(localIssuingKey(privateKey), { organisation: 'x', name: 'x' });
  const wish = { csr, profile: 'signing', days: 30 };
  const asked = await home.ask(department, '/certificates/requests', asJson(wish));
  const { id } = (await asked.json()) as { id: string };
  const issued = await home.ask('security-officer', `/certificates/requests/${id}/issue`, asJson({}));
  const { serial } = (await issued.json()) as { serial: string };
  const sign = signWith(readPrivateKey(privateKey), serial, resource);
  return { url: `${home.url}/api/v1/resources/${resource}/records`, sign };
}

export type RecordSender = Awaited<ReturnType<typeof prepareSender>>;

export const recordOf = (number: number) => ({
  serial: `R${number}`,
  period: '201502',
  payer: `贵阳第${number % 9973}号企业有限公司`,
  trade: '制造业',
  paid_on: `2015-02-${String((number % 28) + 1).padStart(2, '0')}`,
  amount: `${number % 100_000}.${String(number % 100).padStart(2, '0')}`,
  count: number % 9,
});

/** A stream of so many megabytes, made as it is sent: once for its digest, once more for the host. */
export async function sendStream(channel: RecordSender, megabytes: number) {
  const bytes = () => streamOf(megabytes * 1024 ** 2);
  const hash = createHash('sha256');
  for (const piece of bytes()) hash.update(piece);
  const sha256 = hash.digest();
  const begun = performance.now();
  const headers = {
    'content-type': 'application/x-ndjson',
    'content-digest': `sha-256=:${sha256.toString('base64')}:`,
    ...channel.sign(sha256.toString('hex')),
  };
  const { status, text } = await postStream(channel.url, headers, Readable.from(bytes()));
  if (status !== 201) throw new Error(`stream: ${status} ${text}`);
  const { receipt } = JSON.parse(text) as { receipt: { records: number } };
  return { records: receipt.records, seconds: (performance.now() - begun) / 1000 };
}

/** On a connection of its own: one that rested meanwhile may be closed, and a stream is not sent twice. */
function postStream(
  url: string,
  headers: Record<string, string>,
  body: Readable,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent: false, method: 'POST', headers });
    sent.once('error', reject);
    sent.once('response', async (response) => {
      let text = '';
      for await (const piece of response.setEncoding('utf8')) text += piece;
      resolve({ status: response.statusCode ?? 0, text });
    });
    body.pipe(sent);
  });
}

function* streamOf(size: number): Generator<Buffer> {
  for (let sent = 0, number = 10_000_000; sent < size; ) {
    let piece = '';
    for (let line = 0; line < 500; line += 1) piece += `${JSON.stringify(recordOf(++number))}\n`;
    const bytes = Buffer.from(piece);
    sent += bytes.length;
    yield bytes;
  }
}

/** The most the host took so far, in MiB; where the system tells. */
export function peakMegabytes({ pid }: HomeProcess): number | undefined {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return undefined;
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(path, 'utf8')) ?? [];
  return kibibytes === undefined ? undefined : Math.round(Number(kibibytes) / 1024);
}

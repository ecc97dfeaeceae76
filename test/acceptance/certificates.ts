/** The city's certificate authority: from a root made offline to a certificate that nobody takes any more. */
import { verify, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requestWith } from '../../cli/certificates/key-file.ts';
import { readPrivateKey, signBytes } from '../../layers/authority/algorithms.ts';
import { readPem } from '../../layers/authority/pem.ts';
import { readList } from '../../layers/authority/revocation-list.ts';
import { readStatusAnswer, writeStatusRequest } from '../contract/ask-status.ts';
import { makeFolder } from './files.ts';
import { api, ask, type Home, shuiyuan } from './home.ts';
import { slow, type UnderTest } from './under-test.ts';

interface Requested {
  readonly id: string;
  readonly stage: string;
}

interface Issued {
  readonly serial: string;
  readonly stage: string;
  readonly pem: string;
  readonly subject: string;
}

const passphrase = { SHUIYUAN_ROOT_PASSPHRASE: 'correct horse battery staple' };

/** A root of its own signs the issuing key, by the steps of docs/certificates.md. */
async function installRoot(home: Home, folder: string): Promise<void> {
  const steps = [
    ['cert', 'root', 'make', '--out', join(folder, 'safe')],
    ['cert', 'root', 'request', '--out', join(folder, 'issuing.csr')],
    [
      ...['cert', 'root', 'sign', join(folder, 'issuing.csr')],
      ...['--root', join(folder, 'safe'), '--out', join(folder, 'chain.pem')],
    ],
    ['cert', 'root', 'install', join(folder, 'chain.pem')],
  ];
  for (const step of steps) {
    const { status, stderr } = await shuiyuan(home, step, passphrase);
    if (status !== 0) throw new Error(`${step.join(' ')}: ${stderr}`);
  }
}

const request = (home: Home, key: string, profile: string) =>
  ask<Requested>(home, ['cert', 'request', '--as', 'power', '--profile', profile, '--key', key]);

async function fetchOpen(home: Home, path: string, init?: RequestInit): Promise<Buffer> {
  const response = await fetch(`${home.url}${path}`, init);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}

/** Asked by POST and by GET: the answers must agree. */
async function statusOf(home: Home, issuer: Buffer, serial: string): Promise<string | undefined> {
  const body = writeStatusRequest(issuer, [serial]);
  const headers = { 'content-type': 'application/ocsp-request' };
  const posted = await fetchOpen(home, '/pki/ocsp', { method: 'POST', headers, body });
  const got = await fetchOpen(home, `/pki/ocsp/${encodeURIComponent(body.toString('base64'))}`);
  const [one, other] = [posted, got].map((der) => readStatusAnswer(der));
  expect(one?.isSigned && other?.isSigned).toBe(true);
  expect(one?.responder?.verify(new X509Certificate(issuer).publicKey)).toBe(true);
  expect(one?.certificates).toEqual(other?.certificates);
  return one?.certificates[0];
}

export function testCertificates(under: UnderTest): void {
  test(
    'a certificate is asked for, issued by another, signs, is revoked, and then nobody takes it',
    async () => {
      const { home } = under;
      const folder = await makeFolder();
      await installRoot(home, folder);
      const key = join(folder, 'power.key');
      const { id } = await request(home, key, 'signing');
      const again = `/certificates/requests/${id}/issue`;
      const post = { method: 'POST', body: '{}' };
      await expect(api(home, home.tokens.departments.power ?? '', again, post)).rejects.toThrow('403');
      const made = await ask<Issued>(home, ['cert', 'issue', id]);
      expect(await api(home, home.tokens.securityOfficer, again, post)).toEqual(made);
      expect(made).toMatchObject({
        stage: 'valid',
        subject: expect.stringMatching(/^C=CN, O=.+, OU=power, CN=power$/),
      });

      const [issuing, root] = readPem('CERTIFICATE', (await fetchOpen(home, '/pki/ca.pem')).toString());
      const [leaf, issuer, top] = [made.pem, issuing, root].map((one) => new X509Certificate(one ?? ''));
      expect(leaf?.verify(issuer?.publicKey as never)).toBe(true);
      expect(issuer?.verify(top?.publicKey as never)).toBe(true);
      const kept = await readFile(join(folder, 'safe', 'root.pem'));
      expect(top?.fingerprint256).toBe(new X509Certificate(kept).fingerprint256);

      const bytes = Buffer.from('回执 1');
      const [pkcs8 = Buffer.alloc(0)] = readPem('PRIVATE KEY', await readFile(key, 'latin1'));
      const signature = signBytes(readPrivateKey(pkcs8), bytes);
      expect(verify('sha256', bytes, leaf?.publicKey as never, signature)).toBe(true);

      expect(await statusOf(home, issuing as Buffer, made.serial)).toBe('good');
      const before = readList(await fetchOpen(home, '/pki/crl.der'));
      await ask(home, ['cert', 'revoke', made.serial, '--as', 'power', '--reason', 'key-compromise']);
      expect(await statusOf(home, issuing as Buffer, made.serial)).toBe('revoked');
      const after = readList(await fetchOpen(home, '/pki/crl.der'));
      expect(after.number).toBeGreaterThan(before.number);
      expect(after.revoked).toContainEqual(expect.objectContaining({ serial: made.serial, reason: 1 }));
      const renew = api(
        home,
        home.tokens.departments.power ?? '',
        `/certificates/${made.serial}/renew`,
        post,
      );
      await expect(renew).rejects.toThrow('certificate-ended');
      const seen = await api<Issued>(home, home.tokens.auditor, `/certificates/${made.serial}`);
      expect(seen.stage).toBe('revoked');
    },
    slow,
  );

  test(
    'who asks never issues, and no department touches another’s certificate',
    async () => {
      const { home } = under;
      const folder = await makeFolder();
      const pem = await requestWith(join(folder, 'power.key'), 'P-256');
      const wish = (department: string) => JSON.stringify({ csr: pem, profile: 'client-tls', department });
      const { securityOfficer, secondOfficer, auditor, departments } = home.tokens;
      const { power = '', police = '' } = departments;
      const post = (token: string, path: string, body = '{}') =>
        api<Requested & Issued>(home, token, `/certificates${path}`, { method: 'POST', body });
      const { id } = await post(securityOfficer, '/requests', wish('power'));
      await expect(post(securityOfficer, `/requests/${id}/issue`)).rejects.toThrow('403');
      const made = await post(secondOfficer, `/requests/${id}/issue`);
      const reason = JSON.stringify({ reason: 'superseded' });
      for (const token of [police, auditor])
        await expect(post(token, `/${made.serial}/revoke`, reason)).rejects.toThrow('403');
      await expect(post(power, '/requests', wish('police'))).rejects.toThrow('403');
      const { stage } = await api<Issued>(home, auditor, `/certificates/${made.serial}`);
      expect(stage).toBe('valid');
      expect(await post(power, `/${made.serial}/revoke`, reason)).toMatchObject({ stage: 'revoked' });
    },
    slow,
  );
}

/**
 * The cloud home's test target: MiniStack, an AWS lookalike from PyPI, started on a free loopback port with empty
 * state and stopped with whatever it has become. See docs/adr/ministack-in-ci.md.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { installFromPyPi } from './install-from-pypi.ts';
import { stopChild } from './stop-child.ts';

const run = promisify(execFile);
const version = '1.5.33';
export const testRegion = 'eu-west-1';
export const testAccount = '000000000000';

const project = resolve(import.meta.dirname, '..');
const startSeconds = 60;

export interface Ministack {
  readonly endpoint: string;
  /** What a client's environment needs: address, credentials, region and, with TLS, the certificate. */
  readonly env: Readonly<Record<string, string>>;
  /** Where its output goes. */
  readonly log: string;
  stop(): Promise<void>;
}

export interface MinistackOptions {
  /** IAM is enforced; it then speaks TLS only. */
  readonly auth?: boolean;
}

/** Starts it and waits until it is healthy. @throws when it is not within a minute; the log says why */
export async function startMinistack(options: MinistackOptions = {}): Promise<Ministack> {
  const commands = await installFromPyPi({ name: 'ministack', version, more: ['cryptography'] });
  const port = await freePort();
  // Outside the project: its package.json would turn the functions' CommonJS into modules.
  const folder = await mkdtemp(join(tmpdir(), 'ministack-'));
  const log = join(folder, 'ministack.log');
  const tls = options.auth === true ? await makeCertificate(folder) : undefined;
  const endpoint = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const env = clientEnv(endpoint, tls?.certificate);
  const output = await open(log, 'w');
  const child = spawn(join(commands, 'ministack'), [], {
    env: { ...process.env, ...serverEnv(folder, port, env, options, tls) },
    stdio: ['ignore', output.fd, output.fd],
  });
  const stop = async () => {
    await stopChild(child);
    await output.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitForHealth(child, port, tls !== undefined);
  } catch (cause) {
    await stopChild(child);
    throw new Error(`MiniStack did not start; read ${log}`, { cause });
  }
  return { endpoint, env, log, stop };
}

function clientEnv(endpoint: string, certificate: string | undefined): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: testRegion,
    AWS_DEFAULT_REGION: testRegion,
    ...(certificate === undefined ? {} : trust(certificate)),
  };
}

/** Every program that talks to it, the Lambda workers and Python handlers among them, has to trust its certificate. */
function trust(certificate: string): Record<string, string> {
  return {
    SSL_CERT_FILE: certificate,
    AWS_CA_BUNDLE: certificate,
    REQUESTS_CA_BUNDLE: certificate,
    CURL_CA_BUNDLE: certificate,
    NODE_EXTRA_CA_CERTS: certificate,
  };
}

function serverEnv(
  folder: string,
  port: number,
  client: Readonly<Record<string, string>>,
  options: MinistackOptions,
  tls: Certificate | undefined,
): Record<string, string> {
  const bin = join(project, 'node_modules', '.bin');
  return {
    ...client,
    // The declared runtime is ignored: the Node found first runs the functions.
    PATH: [bin, dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
    NODE_PATH: join(project, 'node_modules'),
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_REGION: testRegion,
    PERSIST_STATE: '1',
    S3_PERSIST: '1',
    STATE_DIR: join(folder, 'state'),
    S3_DATA_DIR: join(folder, 's3'),
    TMPDIR: folder,
    ...(options.auth === true ? { AUTH: 'true' } : {}),
    ...(tls === undefined
      ? {}
      : { USE_SSL: '1', MINISTACK_SSL_CERT: tls.certificate, MINISTACK_SSL_KEY: tls.key }),
  };
}

interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

async function makeCertificate(folder: string): Promise<Certificate> {
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost';
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
  await run('openssl', [...request, '-addext', names, '-keyout', key, '-out', certificate]);
  return { certificate, key };
}

async function waitForHealth(child: ChildProcess, port: number, tls: boolean): Promise<void> {
  const deadline = Date.now() + startSeconds * 1000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (await isHealthy(port, tls)) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`no answer in ${startSeconds} s`);
}

/** curl reads the certificate of the moment; this process has read its own trust at its start. */
async function isHealthy(port: number, tls: boolean): Promise<boolean> {
  const address = `${tls ? 'https' : 'http'}://127.0.0.1:${port}/_ministack/health`;
  try {
    if (!tls) return (await fetch(address)).ok;
    await run('curl', ['--silent', '--fail', '--insecure', '--max-time', '5', address]);
    return true;
  } catch {
    return false;
  }
}

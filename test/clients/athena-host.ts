/** An embedded home with the sample in it, and AWS's clients before it as somebody who runs queries. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import {
  awaitReady,
  readCredentials,
  type StartedHost,
  startHost,
  stopHost,
} from '../acceptance/embedded-home.ts';
import { makeFolder } from '../acceptance/files.ts';

/** Whose keys sign: the operator's, or a department's application's. */
export type As = 'operator' | 'power' | 'aic' | 'stranger';

export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

export interface ClientHost {
  /** A program of the clients' environment, ended. */
  run(command: string, args: readonly string[], as?: As): Promise<Ended>;
  /** What a script beside this file prints, as JSON. @throws with what it said when it fails */
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects of the JSON
  ask(script: string, as?: As): Promise<any>;
  close(): Promise<void>;
}

export async function openClientHost(): Promise<ClientHost> {
  const commands = process.env.SHUIYUAN_PYTHON_COMMANDS;
  if (commands === undefined) throw new Error('the clients are not installed: npm run test:clients');
  const folder = await makeFolder();
  const host: StartedHost = startHost(folder, {}, []);
  await awaitReady(host);
  const environmentOf = (as: As): NodeJS.ProcessEnv => ({
    PATH: [commands, process.env.PATH ?? ''].join(delimiter),
    HOME: folder,
    PYTHONWARNINGS: 'ignore',
    PYTHONIOENCODING: 'utf-8',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_DEFAULT_REGION: 'cn-north-1',
    ...addressesOf(folder),
    ...keysOf(folder, as),
  });
  async function run(command: string, args: readonly string[], as: As = 'operator'): Promise<Ended> {
    const child = spawn(join(commands ?? '', command), args, { env: environmentOf(as) });
    const texts = { out: '', error: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      texts.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      texts.error += text;
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, said: code === 0 ? texts.out : `${texts.out}${texts.error}` };
  }
  return {
    run,
    async ask(script, as) {
      const { code, said } = await run('python', [join(import.meta.dirname, script)], as);
      if (code !== 0) throw new Error(said);
      return JSON.parse(said);
    },
    async close() {
      await stopHost(host);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function addressesOf(folder: string): NodeJS.ProcessEnv {
  const { url } = readCredentials(folder);
  return {
    AWS_ENDPOINT_URL_ATHENA: `${url}/athena`,
    AWS_ENDPOINT_URL_GLUE: `${url}/glue`,
    AWS_ENDPOINT_URL_S3: `${url}/s3`,
  };
}

function keysOf(folder: string, as: As): NodeJS.ProcessEnv {
  const { operator, departments } = readCredentials(folder);
  const holder = as === 'power' || as === 'aic' ? departments[as] : operator;
  if (!holder) throw new Error(`nobody is called ${as}`);
  const secret = as === 'stranger' ? 'x'.repeat(40) : holder.secretAccessKey;
  return { AWS_ACCESS_KEY_ID: holder.accessKeyId, AWS_SECRET_ACCESS_KEY: secret };
}

/**
 * A department's own store: one folder at the department, where its grade 3 data stay. It holds two secrets: the key
 * that results are signed with, and the key of the noise; who has the latter can take the noise away.
 */
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { writeRequest } from '../../layers/authority/certification-request.ts';
import { localIssuingKey } from '../../layers/authority/issuing-key.ts';
import type { Refinery } from '../../layers/core/ports/refinery.ts';
import { createRefinery } from '../../layers/refinery/index.ts';
import { WrongUsage } from '../failures.ts';
import { type StoreFiles, storeFiles } from './store-files.ts';
import { openStoreState, type StoreState } from './store-state.ts';

const settingsSchema = z.object({
  schema: z.literal('store/1'),
  department: z.string(),
  /** The platform it works for, and the root key its questions must be signed under. */
  url: z.string(),
  rootKey: z.string(),
});
export type StoreSettings = z.infer<typeof settingsSchema>;

export interface DepartmentStore {
  readonly folder: string;
  readonly settings: StoreSettings;
  readonly files: StoreFiles;
  readonly state: StoreState;
  readonly refinery: Refinery;
  /** SPKI, base64. */
  readonly publicKey: string;
  /** ES256, base64url. */
  sign(bytes: Uint8Array): string;
  /** Asks for a certificate over the key: PKCS #10, PEM. */
  certificationRequest(): Promise<string>;
  readonly noiseKey: Uint8Array;
  /** A contributor's name inside the store: always the same, and of no use outside. */
  nameOf(contributor: string): string;
  close(): void;
}

/** --store, else $SHUIYUAN_STORE, else store/ here. */
export const storeFolder = (asked: string | undefined): string =>
  resolve(asked ?? (process.env.SHUIYUAN_STORE || 'store'));

const settingsFile = 'store.json';

async function writeSecurely(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  await file.writeFile(content);
  await file.sync();
  await file.close();
  await rename(draft, path);
}

/** Makes a store; one that is there stays as it is. The settings come last: without them there is no store. */
export async function makeStore(folder: string, settings: StoreSettings): Promise<void> {
  if (existsSync(join(folder, settingsFile))) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const noise = join(folder, 'keys', 'noise.key');
  if (!existsSync(signingFile(folder))) await renewSigningKey(folder);
  if (!existsSync(noise)) await writeSecurely(noise, randomBytes(32));
  await writeSecurely(join(folder, settingsFile), `${JSON.stringify(settings, undefined, 2)}\n`);
}

const signingFile = (folder: string): string => join(folder, 'keys', 'signing.pem');

/** Puts a fresh key in the place of the one that results are signed with; it has no certificate yet. */
export async function renewSigningKey(folder: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await writeSecurely(signingFile(folder), privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

/** @throws WrongUsage when there is none */
export async function openStore(folder: string): Promise<DepartmentStore> {
  if (!existsSync(join(folder, settingsFile)))
    throw new WrongUsage(
      `${folder} 不是部门数据仓，请先运行 shuiyuan store init --as 部门代码`,
      `${folder} is no store; run shuiyuan store init --as DEPT first`,
    );
  const settings = settingsSchema.parse(JSON.parse(await readFile(join(folder, settingsFile), 'utf8')));
  const key = createPrivateKey(await readFile(signingFile(folder)));
  const noiseKey = await readFile(join(folder, 'keys', 'noise.key'));
  const files = storeFiles(folder);
  const state = openStoreState(join(folder, 'state.sqlite'));
  return {
    folder,
    settings,
    files,
    state,
    refinery: createRefinery({ files }),
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
    sign: (bytes) => sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }).toString('base64url'),
    certificationRequest: () =>
      writeRequest(localIssuingKey(key.export({ type: 'pkcs8', format: 'der' })), {
        organisation: '税源 Shuiyuan',
        name: settings.department,
      }),
    noiseKey,
    nameOf: (contributor) =>
      createHmac('sha256', noiseKey).update(`name ${contributor}`).digest('base64url').slice(0, 22),
    close: () => state.close(),
  };
}

/** The city's certificate authority as somebody outside knows it: a root given by hand, else the first one that was seen. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { certificateReader } from '../../layers/authority/certificate-reader.ts';
import { readPem } from '../../layers/authority/pem.ts';
import type { authorityAnswer } from '../../schemas/certificate.ts';
import type { ApiClient } from '../api-client.ts';
import type { Connection } from '../connection.ts';
import { WrongUsage } from '../failures.ts';
import { readState, statePath, writeState } from '../kept-state.ts';

const keptSchema = z.object({ rootSha256: z.string() });

/**
 * SHA-256 of the root certificate, hex. `file`: its PEM, or `ca.pem` as the platform hands it out, the root last.
 * @throws WrongUsage when the file holds none
 */
export async function pinnedAuthority(
  connection: Connection,
  client: ApiClient,
  file: string | undefined,
): Promise<string> {
  if (file !== undefined) return rootIn(file);
  const path = statePath(connection.folder, 'authorities', connection.url);
  const kept = await readState(path, keptSchema);
  if (kept) return kept.rootSha256;
  const { rootSha256 } = await client.get<z.infer<typeof authorityAnswer>>('/certificates/authority');
  await writeState(path, { rootSha256 });
  return rootSha256;
}

async function rootIn(file: string): Promise<string> {
  const text = await readFile(file, 'latin1').catch(() => '');
  const root = readPem('CERTIFICATE', text).at(-1);
  if (root) return certificateReader.read(root.toString('base64')).sha256;
  throw new WrongUsage(
    `${file} 中没有证书，请给出根证书（PEM）`,
    `there is no certificate in ${file}; give the root as PEM`,
  );
}

/** Archives from Maven Central, fetched once and checked by what was published. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface WantedArchive {
  readonly name: string;
  readonly address: string;
  /** Hex. */
  readonly sha256: string;
}

/**
 * @param given the folder that has it; without it, it is fetched into `cache`
 * @returns where it lies
 * @throws when it cannot be had, or is another one
 */
export async function obtainArchive(
  { name, address, sha256 }: WantedArchive,
  given: string | undefined,
  cache: string,
): Promise<string> {
  const path = join(given ?? cache, name);
  if (given === undefined && !existsSync(path)) await download(address, path);
  const digest = createHash('sha256');
  await pipeline(createReadStream(path), digest);
  if (digest.digest('hex') !== sha256) throw new Error(`${path} is not what was published as ${name}`);
  return path;
}

async function download(address: string, path: string): Promise<void> {
  console.error(`fetching ${address}`);
  const response = await fetch(address);
  if (!response.ok || !response.body) throw new Error(`${address} answered ${response.status}`);
  await pipeline(Readable.fromWeb(response.body), createWriteStream(`${path}.part`));
  await rename(`${path}.part`, path);
}

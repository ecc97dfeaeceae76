/** Files for the acceptance suite: the shipped sample, and small ones made for a test. */
import { createHash } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { project } from './home.ts';

export const sampleFile = (name: string): string => join(project, 'host', 'sample', name);

export const makeFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'shuiyuan-acceptance-'));

/** Electricity of one month, a line a customer. */
export function powerCsv(month: string, kwh: readonly number[]): string {
  const rows = kwh.map(
    (value, index) => `07010${month}${index},${month},示例用户${index},${value},${value}.50`,
  );
  return `${['用电户号,年月,客户名称,用电量,电费', ...rows].join('\n')}\n`;
}

export async function writeText(name: string, text: string): Promise<string> {
  const path = join(await makeFolder(), name);
  await writeFile(path, text);
  return path;
}

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

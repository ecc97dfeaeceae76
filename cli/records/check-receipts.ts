/** Checks receipts of the real-time channel without the platform: path, signature, pinned root, and the records themselves. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fitsRoot } from '../../layers/core/pinned-root.ts';
import { digestOfRecord, leadsToRoot, segmentBytes } from '../../layers/core/realtime/receipt.ts';
import { type RecordReceipt, receiptSchema } from '../../schemas/realtime.ts';
import { WrongUsage } from '../failures.ts';

export interface CheckedReceipt {
  readonly id: string;
  readonly position: number;
  readonly records: number;
  readonly at: string;
  readonly by: string;
  readonly sound: boolean;
}

const linesOf = (path: string) => createInterface({ input: createReadStream(path), crlfDelay: Infinity });

/** A file with one receipt, or one a line. @throws WrongUsage when there is none */
export async function readReceipts(path: string): Promise<RecordReceipt[]> {
  const lines: string[] = [];
  for await (const line of linesOf(path)) if (line.trim() !== '') lines.push(line);
  try {
    return lines.map((line) => receiptSchema.parse(JSON.parse(line)));
  } catch {
    const whole = receiptSchema.safeParse(tryParse(lines.join('\n')));
    if (whole.success) return [whole.data];
    throw new WrongUsage(`${path} 不是回执文件`, `${path} is no file of receipts`);
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param digests of the records that were sent; undefined: not looked at */
export async function checkReceipt(
  receipt: RecordReceipt,
  rootKey: string,
  digests: ReadonlySet<string> | undefined,
): Promise<CheckedReceipt> {
  const { id, digest, position, records, segment, signature } = receipt;
  const isSigned = await fitsRoot(segmentBytes(segment), signature, segment.at, rootKey);
  const sound = isSigned && (await leadsToRoot(receipt)) && (digests?.has(digest) ?? true);
  return { id, position, records, at: segment.at, by: segment.by, sound };
}

/** Digests of all records of a file of JSON lines. */
export async function digestsOf(path: string): Promise<ReadonlySet<string>> {
  const digests = new Set<string>();
  for await (const line of linesOf(path))
    if (line.trim() !== '') digests.add(await digestOfRecord(tryParse(line)));
  return digests;
}

/** What an OLE container holds: looked at before a workbook in it is opened. */
import { CFB } from '@e965/xlsx';
import { refusal } from './refusals.ts';

const FILE_PASS = 0x2f;
const SUP_BOOK = 0x1ae;
const SELF = 0x0401;
const ADD_IN = 0x3a01;

/**
 * Judges an OLE file and says whether it is an XLS workbook.
 * @throws PoisonError encrypted, macros, embedded-objects, external-links, malformed-workbook, unknown-format
 */
export function checkOle(bytes: Buffer): void {
  const container = openContainer(bytes);
  const names = container.FullPaths.map((path) => path.replace(/^[^/]*\//, ''));
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  if (has(/(^|\/)(EncryptedPackage|EncryptionInfo)$/)) throw refusal('encrypted');
  if (has(/_VBA_PROJECT/i)) throw refusal('macros');
  if (has(/^(MBD[0-9A-F]{8}|ObjectPool|Ctls)(\/|$)/i)) throw refusal('embedded-objects');
  const book = container.FileIndex.find((_, i) => /^(Workbook|Book)$/i.test(names[i] ?? ''));
  if (book === undefined) throw refusal('unknown-format');
  if (book.content === undefined) throw refusal('malformed-workbook');
  checkRecords(Buffer.from(book.content as Uint8Array));
}

function openContainer(bytes: Buffer) {
  try {
    return CFB.read(bytes, { type: 'buffer' }) as {
      FullPaths: string[];
      FileIndex: { content?: unknown }[];
    };
  } catch {
    throw refusal('malformed-workbook');
  }
}

/** Walks the records of the workbook stream. */
function checkRecords(stream: Buffer): void {
  for (let at = 0; at + 4 <= stream.length; at += 4 + stream.readUInt16LE(at + 2)) {
    const kind = stream.readUInt16LE(at);
    if (kind === FILE_PASS) throw refusal('encrypted');
    if (kind !== SUP_BOOK || at + 8 > stream.length) continue;
    const target = stream.readUInt16LE(at + 6);
    if (target !== SELF && target !== ADD_IN) throw refusal('external-links');
  }
}

/** Keys as UTF-8 bytes: how SQLite keeps and orders them. */
import { InvalidInput } from '../core/errors.ts';

/**
 * The bytes of a key of 1 to `most` bytes.
 * @throws InvalidInput for an empty, too long or ill-formed one (lone surrogates)
 */
export function keyBytes(key: string, most: number, what = 'key', whatZh = '键'): Uint8Array {
  const bytes = new TextEncoder().encode(key);
  if (bytes.length < 1 || bytes.length > most || !key.isWellFormed())
    throw new InvalidInput(
      `a ${what} is well-formed text of 1 to ${most} bytes of UTF-8, this one has ${bytes.length}; choose another`,
      `${whatZh}须为 1 至 ${most} 字节的合法 UTF-8 文本，当前为 ${bytes.length} 字节，请更换`,
    );
  return bytes;
}

/** A leading U+FEFF belongs to the key: TextDecoder would drop it. */
export const keyText = (bytes: unknown): string => Buffer.from(bytes as Uint8Array).toString('utf8');

/** Upper end of all keys with a prefix: no byte of UTF-8 is 0xFF. */
export function endOfPrefix(prefix: Uint8Array): Uint8Array {
  const end = new Uint8Array(prefix.length + 1);
  end.set(prefix);
  end[prefix.length] = 0xff;
  return end;
}

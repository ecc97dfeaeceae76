/** Text of one field that stands in the file's own encoding. */
import { isAscii } from 'node:buffer';
import type { TextDecoder } from 'node:util';

/** Most fields are digits and letters, which need no decoder; in UTF-16 they look like ASCII and are not. */
export function fieldText(bytes: Buffer, decoder: TextDecoder): string {
  return isAscii(bytes) && !decoder.encoding.startsWith('utf-16')
    ? bytes.toString('latin1')
    : decoder.decode(bytes);
}

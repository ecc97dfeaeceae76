/**
 * Grade 2 before it is stored: tokens (HMAC-SHA-256 of the normalised value), masks and dropped items. The engine
 * has SHA-256 but no HMAC, so that is composed of it: H(outer pad ‖ H(inner pad ‖ value)).
 */
import type { Item, Resource } from '../../../schemas/resource.ts';
import { InvalidInput } from '../errors.ts';
import { desensitiseMode } from './stored-columns.ts';

const blockSize = 64;
const hex = (bytes: Uint8Array) => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');

/** `sy_token(text)`: hex HMAC-SHA-256. `key` is 16 to 64 bytes. @throws InvalidInput for another length */
export function tokenMacro(key: Uint8Array): string {
  if (key.length < 16 || key.length > blockSize)
    throw new InvalidInput('the token key must have 16 to 64 bytes', '令牌密钥须为 16 至 64 字节');
  const padded = new Uint8Array(blockSize);
  padded.set(key);
  const pad = (value: number) => hex(padded.map((byte) => byte ^ value));
  return `CREATE TEMP MACRO sy_token(v) AS sha256(from_hex('${pad(0x5c)}') ||
    from_hex(sha256(from_hex('${pad(0x36)}') || encode(v))))`;
}

/** Does the resource need a token key to be taken in? */
export function needsTokenKey(resource: Resource): boolean {
  return resource.items.some((item) => desensitiseMode(resource, item) === 'token');
}

const keepEnds = (v: string, head: number, tail: number) =>
  `CASE WHEN length(${v}) > ${head + tail} THEN concat(left(${v}, ${head}), repeat('*', length(${v}) - ${head + tail}),
    right(${v}, ${tail})) ELSE repeat('*', length(${v})) END`;
const twoCharacterSurnames = '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|长孙|宇文';

function maskSql(item: Item, v: string): string {
  if (item.identifier === 'phone') return keepEnds(v, 3, 4);
  if (item.identifier === 'bank-card') return keepEnds(v, 4, 4);
  if (item.identifier !== undefined) return keepEnds(v, 6, 4);
  if (/地址|住址|住所|坐落|address|addr/i.test(`${item.code} ${item.name}`))
    return `concat(regexp_extract(${v}, '^(.{0,12}?[区县]|.{0,8}?市)'), '***')`;
  return `concat(coalesce(nullif(regexp_extract(${v}, '^(${twoCharacterSurnames})'), ''), left(${v}, 1)),
    repeat('*', greatest(length(${v}) - 1, 1)))`;
}

/** The value as it may be stored, from SQL of the clean value. */
export function desensitisedSql(resource: Resource, item: Item, value: string): string {
  const text = item.type === 'text' ? value : `CAST(${value} AS VARCHAR)`;
  const mode = desensitiseMode(resource, item);
  if (mode === 'token') return `CASE WHEN ${value} IS NOT NULL THEN sy_token(${text}) END`;
  if (mode === 'mask') return `CASE WHEN ${value} IS NOT NULL THEN ${maskSql(item, text)} END`;
  return mode === 'drop' ? 'NULL' : value;
}

/** An original cell as it may be shown with a refused row: tokens of what could be normalised, else hidden. */
export function desensitisedCellSql(resource: Resource, item: Item, cell: string, value: string): string {
  const mode = desensitiseMode(resource, item);
  if (mode === 'none') return `coalesce(${cell}, '')`;
  if (mode === 'drop') return `CASE WHEN ${cell} IS NULL THEN '' ELSE '***' END`;
  const hidden = `CASE WHEN ${cell} IS NULL THEN '' ELSE '***' END`;
  return `coalesce(${desensitisedSql(resource, item, value)}, ${hidden})`;
}

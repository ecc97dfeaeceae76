/** Headers as departments write them, brought to forms in which they can be compared. */

/** Longer cells are no headers; hostile ones are cut before any work is done on them. */
const maxHeader = 200;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed here
const invisible = /[\s\u0000-\u001f\u007f\u00ad\u200b-\u200f\u2060\ufeff]+/gu;
const opening = /[[{【〔「『《<]/gu;
const closing = /[\]}】〕」』》>]/gu;
const numbering = /^\(?\d{1,3}[.、:)]\)?/u;
const punctuation = /[*★☆※#•·:;,.。、_\-—–/\\|"'“”‘’=?!()]/gu;
const bareUnit = /(?<=..)(?:百万元|万元|千元|亿元|%|‰)$/u;

/** NFKC, no spaces or invisible characters, capitals: what counts as the same header. */
export function plainHeader(text: string): string {
  return text.slice(0, maxHeader).normalize('NFKC').replace(invisible, '').toUpperCase();
}

/**
 * The normal form: besides, without star marks, numbering, punctuation, units and bracketed remarks. A bracket that
 * turns the meaning round (非入住人次) is kept.
 */
export function normaliseHeader(text: string): string {
  return plainHeader(text)
    .replace(opening, '(')
    .replace(closing, ')')
    .replace(/^[*★☆※#]+/u, '')
    .replace(numbering, '')
    .replace(/\(([^()]*)\)/gu, (_, inner: string) => (turnsMeaning(inner) ? inner : ''))
    .replace(/[:_\-—/,]元$/u, '')
    .replace(punctuation, '')
    .replace(bareUnit, '')
    .replaceAll('号码', '号');
}

/** A list of values (状态(正常/非正常)) says nothing about the column. */
function turnsMeaning(inner: string): boolean {
  if (/[/=、]/u.test(inner)) return false;
  return /[不非未除无免]/u.test(inner.replace(/不?含税/gu, ''));
}

export type TaxBasis = 'net' | 'gross';

/** Whether a header says that an amount is without (net) or with tax; the normal form drops these words' brackets. */
export function taxBasis(text: string): TaxBasis | undefined {
  const plain = plainHeader(text);
  if (/不含税|除税|税前价/u.test(plain)) return 'net';
  return /含税|价税/u.test(plain) ? 'gross' : undefined;
}

const rowNumberHeaders = new Set([
  '序号',
  '行号',
  '行次',
  '项次',
  'NO',
  'N0',
  '№',
  '序列',
  '顺序号',
  '编次',
  'ROW',
  'ROWNO',
  'INDEX',
]);

/** 序号 and its like: numbers of rows, which are not data. */
export function isRowNumberHeader(text: string): boolean {
  const plain = plainHeader(text).replace(/[*#.:()]/gu, '');
  return rowNumberHeaders.has(plain) || plainHeader(text) === '#';
}

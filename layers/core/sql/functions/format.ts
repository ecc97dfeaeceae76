/** FORMAT, as Java's Formatter writes it: the format must be a literal, and of the conversions those that are in use. */
import { quoted } from '../emit.ts';
import { type BoundCall, type FunctionLibrary, scalar, type Typed } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { type Conversion, conversionText, formatMacros } from './format-conversions.ts';
import { bindingMacro } from './macro.ts';

const specifier = /%(?:(\d+)\$|(<))?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([tT]?[A-Za-z%])|%/g;

function formatted(call: BoundCall): string {
  const { arguments: values, at } = call;
  const text = values[0]?.constant;
  if (text === null) return 'CAST(NULL AS VARCHAR)';
  if (typeof text !== 'string') throw notSupported(at, 'a format that is no literal');
  const pieces = piecesOf(text, values.slice(1), at);
  return pieces.length === 0 ? "''" : `(${pieces.join(' || ')})`;
}

function piecesOf(text: string, values: readonly Typed[], at: number): string[] {
  const pieces: string[] = [];
  let from = 0;
  let ordinary = 0;
  let last = -1;
  const plain = (until: number): void => {
    if (until > from) pieces.push(quoted(text.slice(from, until)));
  };
  for (const match of text.matchAll(specifier)) {
    const [whole, index, again, flags = '', width, precision, kind] = match;
    plain(match.index);
    from = match.index + whole.length;
    if (kind === undefined) throw invalid(text, at);
    if (kind === '%' || kind === 'n') {
      if (whole.length > 2) throw notSupported(at, `'${whole}' in a format`);
      pieces.push(kind === '%' ? quoted('%') : 'chr(10)');
      continue;
    }
    last = again ? last : index === undefined ? ordinary++ : Number(index) - 1;
    const value = values[last];
    if (!value) throw invalid(text, at);
    const conversion: Conversion = {
      whole,
      flags,
      kind,
      ...(width === undefined ? {} : { width: Number(width) }),
      ...(precision === undefined ? {} : { precision: Number(precision) }),
    };
    pieces.push(conversionText(conversion, value, at));
  }
  plain(text.length);
  return pieces;
}

const invalid = (text: string, at: number): QueryRefused =>
  new QueryRefused('INVALID_ARGUMENTS', {
    at,
    en: `Invalid format string: ${text}`,
    zh: `格式有误：${text}`,
  });

const letters = 'ABCDEFGHIJKLMNOP';

export const format: FunctionLibrary = {
  entries: [
    ...Array.from({ length: letters.length }, (_, count) =>
      scalar(`format(varchar, ${[...letters.slice(0, count + 1)].join(', ')}): varchar`, formatted),
    ),
    scalar('format_number(bigint): varchar', 'tr_short_number($1)'),
    scalar('format_number(double): varchar', 'tr_short_number(tr_long_of($1))'),
    ...['parse_data_size', 'parse_presto_data_size'].map((name) =>
      scalar(`${name}(varchar(x)): decimal(38, 0)`, 'CAST(tr_data_size($1) AS DECIMAL(38, 0))'),
    ),
  ],
  refused: [],
  macros: [
    ...formatMacros,
    // As Java makes a long of a double: the nearest there is, and of no number 0.
    bindingMacro(
      'tr_long_of(x)',
      'x',
      (v) => `CASE WHEN isnan(${v}) THEN 0 WHEN ${v} >= 9223372036854775807 THEN 9223372036854775807
        WHEN ${v} <= -9223372036854775808 THEN -9223372036854775808 ELSE CAST(trunc(${v}) AS BIGINT) END`,
    ),
  ],
};

/** Colours for a terminal. A colour itself cannot be shown. */
import { type FunctionLibrary, scalar } from '../function-entry.ts';
import { bindingMacro } from './macro.ts';
import { unsupported, wrongArgument } from './raised.ts';

const red = 16_711_680;
const green = 65_280;

export const colors: FunctionLibrary = {
  entries: [
    scalar('color(varchar): color', 'tr_color($1)'),
    scalar('color(double, color, color): color', 'tr_finite_color($1, $2, $3)'),
    scalar(
      'color(double, double, double, color, color): color',
      'tr_finite_color(tr_divide_double($1 - $2, $3 - $2), $4, $5)',
    ),
    scalar('rgb(bigint, bigint, bigint): color', 'tr_rgb($1, $2, $3)'),
    scalar(
      'render(boolean): varchar(16)',
      `CASE WHEN $1 THEN tr_render('✓', -3) WHEN NOT $1 THEN tr_render('✗', -2) END`,
    ),
    scalar('render(varchar, color): varchar', 'tr_render($1, $2)'),
    scalar('render(bigint, color): varchar(35)', 'tr_render(CAST($1 AS VARCHAR), $2)'),
    scalar('bar(double, bigint): varchar', `tr_short_bar($1, $2, ${red}, ${green})`),
    scalar('bar(double, bigint, color, color): varchar', 'tr_short_bar($1, $2, $3, $4)'),
  ],
  refused: [],
  macros: [
    bindingMacro(
      'tr_rgb(r, g, b)',
      '{r: r, g: g, b: b}',
      (
        v,
      ) => `CASE WHEN NOT (${v}.r BETWEEN 0 AND 255 AND ${v}.g BETWEEN 0 AND 255 AND ${v}.b BETWEEN 0 AND 255)
        THEN ${wrongArgument('red, green and blue must be between 0 and 255', 'INTEGER')}
        ELSE CAST(${v}.r * 65536 + ${v}.g * 256 + ${v}.b AS INTEGER) END`,
    ),
    bindingMacro(
      'tr_finite_color(f, a, b)',
      '{f: f, a: a, b: b}',
      (
        v,
      ) => `CASE WHEN NOT isfinite(${v}.f) THEN ${unsupported('a colour between two, of no finite number', 'INTEGER')}
        ELSE tr_color_between(${v}.f, ${v}.a, ${v}.b) END`,
    ),
    bindingMacro(
      'tr_short_bar(f, w, a, b)',
      '{f: f, w: w, a: a, b: b}',
      (
        v,
      ) => `CASE WHEN NOT isfinite(${v}.f) OR ${v}.w > 1000 THEN ${unsupported('a bar of more than 1000 signs, or of no finite number')}
        ELSE tr_bar(${v}.f, ${v}.w, ${v}.a, ${v}.b) END`,
    ),
  ],
};

/** Colours for a terminal: a number of 24 bits, or below zero one of the terminal's own. */
import { type NativeFunction, native, wrongValue } from './native-function.ts';

const named = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

export function colorOf(text: string): number {
  const own = named.indexOf(text.toLowerCase());
  if (own >= 0) return -1 - own;
  const digits = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  if (!digits) throw wrongValue('Invalid color');
  return Number.parseInt(
    digits
      .slice(1)
      .map((digit) => digit + digit)
      .join(''),
    16,
  );
}

const partsOf = (color: number): readonly [number, number, number] => [
  (color >> 16) & 255,
  (color >> 8) & 255,
  color & 255,
];

const reset = '\u001b[0m';

/** A cube of six shades each. */
function ansi(color: number): string {
  const [red, green, blue] = partsOf(color).map((part) => Math.trunc((part / 256) * 6)) as [
    number,
    number,
    number,
  ];
  return `\u001b[38;5;${color < 0 ? -1 - color : 16 + red * 36 + green * 6 + blue}m`;
}

export const render = (text: string, color: number): string => `${ansi(color)}${text}${reset}`;

const single = Math.fround;
type Shade = readonly [hue: number, saturation: number, brightness: number];

/** In single precision, as Java does it. */
function shadeOf(color: number): Shade {
  const parts = partsOf(color);
  const [most, least] = [Math.max(...parts), Math.min(...parts)];
  const saturation = most === 0 ? 0 : single((most - least) / most);
  if (saturation === 0) return [0, 0, single(most / 255)];
  const [r, g, b] = parts.map((part) => single((most - part) / (most - least))) as [number, number, number];
  const sixths =
    parts[0] === most
      ? single(b - g)
      : parts[1] === most
        ? single(single(2 + r) - b)
        : single(single(4 + g) - r);
  const hue = single(sixths / 6);
  return [hue < 0 ? single(hue + 1) : hue, saturation, single(most / 255)];
}

function colorOfShade([hue, saturation, brightness]: Shade): number {
  const byte = (part: number): number => Math.trunc(single(single(part * 255) + 0.5));
  const turned = single(single(hue - Math.floor(hue)) * 6);
  const sector = Math.floor(turned);
  const rest = single(turned - sector);
  const less = (by: number): number => single(brightness * single(1 - by));
  const p = less(saturation);
  const q = less(single(saturation * rest));
  const t = less(single(saturation * single(1 - rest)));
  const sectors = [
    [brightness, t, p],
    [q, brightness, p],
    [p, brightness, t],
    [p, q, brightness],
    [t, p, brightness],
    [brightness, p, q],
  ];
  const parts = saturation === 0 ? [brightness, brightness, brightness] : (sectors[sector] ?? []);
  return parts.reduce((color, part) => (color << 8) | byte(part), 0);
}

export function between(fraction: number, low: number, high: number): number {
  if (low < 0 || high < 0) throw wrongValue('a color between two must be of RGB colors');
  const [from, to] = [shadeOf(low), shadeOf(high)];
  const clamped = Math.min(1, Math.max(0, fraction));
  return colorOfShade(
    from.map((part, index) =>
      single(clamped * single((to[index] as number) - part) + part),
    ) as unknown as Shade,
  );
}

const widest = 1000;

export function bar(share: number, width: bigint, low: number, high: number): string {
  const whole = Math.max(0, Number(width));
  if (whole > widest) throw wrongValue(`a bar of at most ${widest} here`);
  const filled = Math.min(whole, Math.max(0, Math.trunc(share * Number(width))));
  const signs = Array.from(
    { length: filled },
    (_, index) => `${ansi(between(index / (whole - 1), low, high))}█`,
  );
  return `${signs.join('')}${reset}${' '.repeat(whole - filled)}`;
}

export const colorFunctions: readonly NativeFunction[] = [
  native('tr_color', ['text'], 'integer', colorOf),
  native('tr_color_between', ['double', 'integer', 'integer'], 'integer', between),
  native('tr_render', ['text', 'integer'], 'text', render),
  native('tr_bar', ['double', 'bigint', 'integer', 'integer'], 'text', bar),
];

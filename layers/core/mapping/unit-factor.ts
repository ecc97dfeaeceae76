/** Units in headers and titles, and the exact decimal that turns them into the unit an item is stored in. */
import type { Item } from '../../../schemas/resource.ts';
import { plainHeader } from './normalise-header.ts';

type Unit = readonly [dimension: string, power: number];

/** Each unit as a power of ten of its dimension's base. What is no power of ten stands in `inexact`. */
const units: Readonly<Record<string, Unit>> = {
  元: ['money', 0],
  人民币: ['money', 0],
  人民币元: ['money', 0],
  RMB: ['money', 0],
  CNY: ['money', 0],
  百元: ['money', 2],
  千元: ['money', 3],
  万元: ['money', 4],
  人民币万元: ['money', 4],
  百万元: ['money', 6],
  千万元: ['money', 7],
  亿元: ['money', 8],
  克: ['mass', -3],
  G: ['mass', -3],
  千克: ['mass', 0],
  公斤: ['mass', 0],
  KG: ['mass', 0],
  吨: ['mass', 3],
  T: ['mass', 3],
  万吨: ['mass', 7],
  千瓦时: ['energy', 0],
  KWH: ['energy', 0],
  KW·H: ['energy', 0],
  度: ['energy', 0],
  兆瓦时: ['energy', 3],
  MWH: ['energy', 3],
  万千瓦时: ['energy', 4],
  万KWH: ['energy', 4],
  万度: ['energy', 4],
  亿千瓦时: ['energy', 8],
  平方米: ['area', 0],
  平米: ['area', 0],
  M2: ['area', 0],
  公顷: ['area', 4],
  HA: ['area', 4],
  万平方米: ['area', 4],
  万M2: ['area', 4],
  平方公里: ['area', 6],
  KM2: ['area', 6],
  毫升: ['volume', 0],
  ML: ['volume', 0],
  升: ['volume', 3],
  L: ['volume', 3],
  千伏安: ['apparent-power', 0],
  KVA: ['apparent-power', 0],
  兆伏安: ['apparent-power', 3],
  MVA: ['apparent-power', 3],
  比率: ['ratio', 0],
  '%': ['ratio', -2],
  百分比: ['ratio', -2],
  '‰': ['ratio', -3],
  人: ['people', 0],
  万人: ['people', 4],
  天: ['days', 0],
  户: ['count', 0],
  辆: ['count', 0],
  个: ['count', 0],
  次: ['count', 0],
};

/** No power of ten leads from these to our units; nobody is to guess a rate or round a third. */
const inexact = new Set([
  '亩',
  '万亩',
  '斤',
  '两',
  '美元',
  '万美元',
  '千美元',
  '亿美元',
  'USD',
  '港元',
  '欧元',
  '日元',
  '马力',
]);

/** A unit that cannot be turned exactly: a person must give the factor. */
export interface UnknownUnit {
  readonly unknown: string;
}

/**
 * The factor from the unit in a header (or, for money without one, from the unit stated in a title row) to the
 * item's unit: an exact decimal in text, undefined where nothing is to be multiplied.
 */
export function unitFactor(header: string, item: Item, titleUnit?: string): string | UnknownUnit | undefined {
  if (item.type !== 'integer' && item.type !== 'decimal') return undefined;
  const target = item.unit === undefined ? undefined : units[plainHeader(item.unit)];
  const unit = unitOf(header) ?? (target?.[0] === 'money' ? titleUnit : undefined);
  if (unit === undefined) return undefined;
  const source = units[unit];
  if (source === undefined) return { unknown: unit };
  if (target === undefined) return source[1] === 0 ? undefined : { unknown: unit };
  if (source[0] !== target[0]) return { unknown: unit };
  return powerOfTen(source[1] - target[1]);
}

/** The unit a header names, in its plain form: in brackets, after a separator, as the last part of a merged header. */
export function unitOf(header: string): string | undefined {
  const plain = plainHeader(header)
    .replace(/[[【〔]/gu, '(')
    .replace(/[\]】〕]/gu, ')');
  const inBrackets = [...plain.matchAll(/\(([^()]*)\)/gu)].flatMap((match) =>
    (match[1] ?? '').split(/[,;、:]/u),
  );
  for (const token of inBrackets) {
    const unit = knownUnit(token);
    if (unit !== undefined) return unit;
  }
  const tail = /[:_\-—/,]([^:_\-—/,()]+)$/u.exec(plain)?.[1];
  const afterSeparator = tail === undefined ? undefined : knownUnit(tail);
  return afterSeparator ?? /.(百万元|万元|千元|亿元|万美元|美元|%|‰)$/u.exec(plain)?.[1];
}

/** Whether the text is nothing but a unit: a row of these under the header belongs to it. */
export function isUnitOnly(text: string): boolean {
  return knownUnit(plainHeader(text).replace(/^\(|\)$/gu, '')) !== undefined;
}

/** 元/人 counts as 元: what it is per does not change the number. */
function knownUnit(token: string): string | undefined {
  const unit = token.replace(/^单位/u, '').split('/')[0] ?? '';
  return Object.hasOwn(units, unit) || inexact.has(unit) ? unit : undefined;
}

const statedUnit =
  /(?<!填报|报送|编制|填表|报告|上报|主管|制表|所属)单位\s*[:：]?\s*(?:人民币)?\s*(百万元|千万元|亿元|万元|千元|百元|元)(?=$|[\s)\]】,;，。、])/u;

/** The unit of money that a title row states for the whole table (单位：万元), in its plain form. */
export function titleUnit(rows: readonly (readonly string[])[]): string | undefined {
  for (const row of rows) {
    const text = row
      .map((cell) => cell.slice(0, 500))
      .join(' ')
      .normalize('NFKC');
    const unit = statedUnit.exec(text)?.[1];
    if (unit !== undefined) return unit;
  }
  return undefined;
}

function powerOfTen(power: number): string | undefined {
  if (power === 0) return undefined;
  return power > 0 ? `1${'0'.repeat(power)}` : `0.${'0'.repeat(-power - 1)}1`;
}

/**
 * Identifiers of enterprises, persons, vehicles and accounts: normal form, shape and check character.
 * Sources: GB 32100-2015, GB 11714, GB 11643, ISO 3779, ISO/IEC 7812. The SQL forms in `identifier-sql.ts` agree.
 */
import type { identifierKinds } from '../../../schemas/resource.ts';
import { foldText } from './characters.ts';

export type IdentifierKind = (typeof identifierKinds)[number];
/** What kind of subject a party identifier names. */
export type PartyKind = 'uscc' | 'org9' | 'tax15' | 'tax20' | 'pid';

export interface CheckedIdentifier {
  /** Upper case, without spaces and hyphens; 15-digit resident ids become 18. */
  readonly normalised: string;
  /** Right in shape and check character, or a genuine early number. */
  readonly valid: boolean;
  readonly warning?: 'normalised' | 'upgraded' | 'check_character';
  /** Why it is not valid. */
  readonly fault?: 'shape' | 'birth-date' | 'check-character';
}

export const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
export const usccWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
export const orgWeights = [3, 7, 9, 10, 5, 8, 4, 2];
export const residentWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
export const vinWeights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
/** Value of A–Z in a VIN; I, O and Q do not occur. */
export const vinLetters = '12345678012345070923456789';

export const shapes = {
  uscc: `^[${usccAlphabet}]{2}[0-9]{6}[${usccAlphabet}]{10}$`,
  org: '^[0-9A-Z]{8}[0-9X]$',
  region: '^[1-9][0-9]{5}',
  resident: '^[1-9][0-9]{16}[0-9X]$',
  resident15: '^[1-9][0-9]{14}$',
  vin: '^[A-HJ-NPR-Z0-9]{8}[0-9X][A-HJ-NPR-Z0-9]{8}$',
  bankCard: '^[0-9]{13,19}$',
  plate:
    '^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-Z]([A-Z0-9]{4}[A-Z0-9挂学警港澳领]|[A-Z0-9]{6})$',
  phone:
    '^((\\+?86)?1[3-9][0-9]{9}|(0[1-9][0-9]{1,2})?[2-9][0-9]{6,7}|[48]00[0-9]{7}|1[0-9]{4}|95[0-9]{3,6})$',
} as const;

const fits = (shape: string, text: string) => new RegExp(shape).test(text);
const weighted = (text: string, weights: readonly number[], value: (c: string) => number) =>
  weights.reduce((sum, weight, i) => sum + weight * value(text.charAt(i)), 0);

/** NFKC, upper case, no blanks, hyphens, dots between parts or apostrophes. */
export function normaliseIdentifier(value: string): string {
  return foldText(value)
    .replace(/[\s\-'‐‑‒–—−·•]/g, '')
    .toUpperCase();
}

function usccCheckFits(text: string): boolean {
  const sum = weighted(text, usccWeights, (c) => usccAlphabet.indexOf(c));
  return usccAlphabet.indexOf(text.charAt(17)) === (31 - (sum % 31)) % 31;
}

function orgCheckFits(text: string): boolean {
  const sum = weighted(text, orgWeights, (c) => Number.parseInt(c, 36));
  return '0X987654321'.charAt(sum % 11) === text.charAt(8);
}

/** The 18th character that belongs to the first 17. */
export function residentCheckCharacter(text: string): string {
  return '10X98765432'.charAt(weighted(text, residentWeights, Number) % 11);
}

function vinCheckFits(text: string): boolean {
  const value = (c: string) => (/\d/.test(c) ? Number(c) : Number(vinLetters.charAt(c.charCodeAt(0) - 65)));
  return '0123456789X'.charAt(weighted(text, vinWeights, value) % 11) === text.charAt(8);
}

function luhnFits(text: string): boolean {
  const doubled = (digit: number) => (digit > 4 ? digit * 2 - 9 : digit * 2);
  const digits = [...text].reverse().map((c, i) => (i % 2 === 1 ? doubled(Number(c)) : Number(c)));
  return digits.reduce((a, b) => a + b, 0) % 10 === 0;
}

function isRealDate(yyyymmdd: string, today: Date): boolean {
  const [year, month, day] = [yyyymmdd.slice(0, 4), yyyymmdd.slice(4, 6), yyyymmdd.slice(6)].map(Number) as [
    number,
    number,
    number,
  ];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1800 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date <= today;
}

type Verdict = { fault?: CheckedIdentifier['fault']; early?: true; text?: string };

function judgeUscc(text: string): Verdict {
  if (!fits(shapes.uscc, text)) return { fault: 'shape' };
  if (usccCheckFits(text)) return {};
  const inner = text.slice(8, 17);
  const early = inner.startsWith('M000') && fits(shapes.org, inner) && orgCheckFits(inner);
  return early ? { early } : { fault: 'check-character' };
}

function judgeOrg(text: string): Verdict {
  if (!fits(shapes.org, text)) return { fault: 'shape' };
  return orgCheckFits(text) ? {} : { fault: 'check-character' };
}

function judgeResident(text: string, today: Date): Verdict {
  if (fits(shapes.resident15, text)) {
    const long = `${text.slice(0, 6)}19${text.slice(6)}`;
    if (!isRealDate(long.slice(6, 14), today)) return { fault: 'birth-date' };
    return { text: long + residentCheckCharacter(long) };
  }
  if (!fits(shapes.resident, text)) return { fault: 'shape' };
  if (!isRealDate(text.slice(6, 14), today)) return { fault: 'birth-date' };
  return residentCheckCharacter(text) === text.charAt(17) ? {} : { fault: 'check-character' };
}

/** Judges the person inside a longer tax number and puts it back with its serial. */
function judgeWithSerial(text: string, today: Date): Verdict {
  if (!/^[0-9X]*[0-9]{2}$/.test(text)) return { fault: 'shape' };
  const { text: _, ...verdict } = judgeResident(text.slice(0, -2), today);
  return verdict;
}

function judge15(text: string, today: Date): Verdict {
  const org = fits(shapes.region, text) ? judgeOrg(text.slice(6)) : ({ fault: 'shape' } as Verdict);
  if (org.fault === undefined) return org;
  const person = judgeResident(text, today);
  return person.fault === undefined ? person : org;
}

function judgeTaxId(text: string, today: Date): Verdict {
  if (text.length === 15) {
    const org = fits(shapes.region, text) ? judgeOrg(text.slice(6)) : ({ fault: 'shape' } as Verdict);
    return org;
  }
  if (text.length === 17 || text.length === 20) return judgeWithSerial(text, today);
  return judge18(text, today);
}

function judge18(text: string, today: Date): Verdict {
  const organisation = judgeUscc(text);
  if (organisation.fault === undefined) return organisation;
  const person = judgeResident(text, today);
  return person.fault === undefined || organisation.fault === 'shape' ? person : organisation;
}

function judgeParty(text: string, today: Date): Verdict {
  if (text.length === 9) return judgeOrg(text);
  if (text.length === 15) return judge15(text, today);
  if (text.length === 18) return judge18(text, today);
  return text.length === 17 || text.length === 20 ? judgeWithSerial(text, today) : { fault: 'shape' };
}

const byShape = (shape: string, check: (text: string) => boolean) => (text: string) =>
  !fits(shape, text) ? { fault: 'shape' as const } : check(text) ? {} : { fault: 'check-character' as const };

const judges: Record<IdentifierKind, (text: string, today: Date) => Verdict> = {
  uscc: judgeUscc,
  'org-code': judgeOrg,
  'tax-id': judgeTaxId,
  'resident-id': judgeResident,
  'party-id': judgeParty,
  vin: byShape(shapes.vin, vinCheckFits),
  'bank-card': byShape(shapes.bankCard, luhnFits),
  plate: byShape(shapes.plate, () => true),
  phone: byShape(shapes.phone, () => true),
};

/** Examines one identifier. `today` bounds birth dates. Never throws; an empty value has the fault `shape`. */
export function checkIdentifier(kind: IdentifierKind, value: string, today = new Date()): CheckedIdentifier {
  const plain = normaliseIdentifier(value);
  const verdict = judges[kind](plain, today);
  const normalised = verdict.text ?? plain;
  if (verdict.fault !== undefined) return { normalised, valid: false, fault: verdict.fault };
  if (verdict.early) return { normalised, valid: true, warning: 'check_character' };
  if (verdict.text !== undefined) return { normalised, valid: true, warning: 'upgraded' };
  return plain === value ? { normalised, valid: true } : { normalised, valid: true, warning: 'normalised' };
}

/** What kind of subject a normalised party identifier names. */
export function partyKind(normalised: string): PartyKind | undefined {
  if (normalised.length === 9) return 'org9';
  if (normalised.length === 15) return 'tax15';
  if (normalised.length === 17 || normalised.length === 20) return 'tax20';
  if (normalised.length !== 18) return undefined;
  return fits(shapes.resident, normalised) && judgeUscc(normalised).fault !== undefined ? 'pid' : 'uscc';
}

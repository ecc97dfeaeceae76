/**
 * The checks of `identifiers.ts` as SQL macros. `sy_id(folded)` normalises; `sy_judge_<kind>(id)` gives a status:
 * 0 right, 1 check character, 2 shape, 3 birth date, 4 scientific notation, 5 cut to 000, 7 genuine early number.
 */
import {
  type IdentifierKind,
  orgWeights,
  residentWeights,
  shapes,
  usccAlphabet,
  usccWeights,
  vinLetters,
  vinWeights,
} from './identifiers.ts';
import type { RuleWord } from './rules.ts';
import { quoteText } from './sql-text.ts';

/** Rule of each status, for kinds whose wrong shape is refused and for kinds where it only warns. */
const statusRules: Record<number, [strict: RuleWord, lenient: RuleWord]> = {
  1: ['check-character', 'check-character'],
  2: ['bad-identifier', 'doubtful-identifier'],
  3: ['bad-birth-date', 'bad-birth-date'],
  4: ['excel-ruined', 'excel-ruined'],
  5: ['excel-truncated', 'excel-truncated'],
  7: ['early-number', 'early-number'],
};
const lenientKinds: readonly IdentifierKind[] = ['vin', 'bank-card', 'plate', 'phone'];

/** The status numbers of a kind with the rule each stands for. */
export function identifierRules(kind: IdentifierKind): { status: number; rule: RuleWord }[] {
  const column = lenientKinds.includes(kind) ? 1 : 0;
  return Object.entries(statusRules).map(([status, rules]) => ({
    status: Number(status),
    rule: rules[column],
  }));
}

const macroName = (kind: IdentifierKind) => kind.replaceAll('-', '_');
export const judgeCall = (kind: IdentifierKind, sql: string) => `sy_judge_${macroName(kind)}(${sql})`;
/** The value to store, of a normalised id: 15-digit resident ids become 18 where the kind holds persons. */
export function longIdentifierSql(kind: IdentifierKind, id: string): string {
  if (kind === 'resident-id') return `sy_long(${id})`;
  return kind === 'party-id' ? `sy_party_long(${id})` : id;
}

const matches = (sql: string, shape: string) => `regexp_matches(${sql}, ${quoteText(shape)})`;
const sum = (weights: readonly number[], value: (i: number) => string) =>
  weights.map((weight, i) => `${value(i)} * ${weight}`).join(' + ');
const at = (v: string, i: number) => `${v}[${i + 1}]`;
const digit = (v: string, i: number) => `(ascii(${at(v, i)}) - 48)`;
const base36 = (v: string, i: number) =>
  `(ascii(${at(v, i)}) - CASE WHEN ascii(${at(v, i)}) > 57 THEN 55 ELSE 48 END)`;
const vinValue = (v: string, i: number) =>
  `CASE WHEN ascii(${at(v, i)}) > 57 THEN ascii('${vinLetters}'[ascii(${at(v, i)}) - 64]) - 48 ELSE ${digit(v, i)} END`;
const luhnDigit = (i: number) =>
  i % 2 === 0 ? digit('r', i) : `(${digit('r', i)} * 2 - CASE WHEN ${digit('r', i)} > 4 THEN 9 ELSE 0 END)`;

const usccFits = `(31 - (${sum(usccWeights, (i) => `(strpos('${usccAlphabet}', ${at('v', i)}) - 1)`)}) % 31) % 31
  = strpos('${usccAlphabet}', v[18]) - 1`;
const orgFits = `'0X987654321'[(${sum(orgWeights, (i) => base36('v', i))}) % 11 + 1] = v[9]`;
/** Integers are five times as fast as seventeen substrings. */
const residentCheck = `list_transform([CAST(left(v, 17) AS BIGINT)], lambda n: '10X98765432'[(${sum(
  residentWeights,
  (i) => `((n // ${10n ** BigInt(16 - i)}) % 10)`,
)}) % 11 + 1])[1]`;
const vinFits = `'0123456789X'[(${sum(vinWeights, (i) => vinValue('v', i))}) % 11 + 1] = v[9]`;
const luhnSum = Array.from({ length: 19 }, (_, i) => luhnDigit(i)).join(' + ');
const luhnFits = `list_transform([rpad(reverse(v), 19, '0')], lambda r: (${luhnSum}) % 10)[1] = 0`;

function birthMacro(today: string): string {
  const date = `TRY_CAST(concat(v[7:10], '-', v[11:12], '-', v[13:14]) AS DATE)`;
  return `CREATE TEMP MACRO sy_birth_real(v) AS coalesce(${date} BETWEEN DATE '1800-01-01' AND DATE ${quoteText(today)}, false)`;
}

const residentMacros = [
  `CREATE TEMP MACRO sy_resident_check(v) AS ${residentCheck}`,
  `CREATE TEMP MACRO sy_long(v) AS CASE WHEN ${matches('v', shapes.resident15)}
    AND sy_birth_real(concat(left(v, 6), '19', v[7:])) THEN
    list_transform([concat(left(v, 6), '19', v[7:])], lambda w: concat(w, sy_resident_check(w)))[1] ELSE v END`,
  `CREATE TEMP MACRO sy_judge_resident_id(v) AS CASE
    WHEN ${matches('v', shapes.resident)} THEN CASE
      WHEN NOT sy_birth_real(v) THEN 3
      WHEN sy_resident_check(v) = v[18] THEN 0
      WHEN v[16:18] = '000' THEN 5 ELSE 1 END
    WHEN ${matches('v', shapes.resident15)} THEN
      CASE WHEN sy_birth_real(concat(left(v, 6), '19', v[7:])) THEN 0 ELSE 3 END
    WHEN sy_scientific(v) THEN 4 ELSE 2 END`,
];

const organisationMacros = [
  `CREATE TEMP MACRO sy_judge_org_code(v) AS CASE WHEN NOT ${matches('v', shapes.org)}
    THEN CASE WHEN sy_scientific(v) THEN 4 ELSE 2 END WHEN ${orgFits} THEN 0 ELSE 1 END`,
  `CREATE TEMP MACRO sy_judge_uscc(v) AS CASE WHEN NOT ${matches('v', shapes.uscc)}
    THEN CASE WHEN sy_scientific(v) THEN 4 ELSE 2 END WHEN ${usccFits} THEN 0
    WHEN v[9:12] = 'M000' AND sy_judge_org_code(v[9:17]) = 0 THEN 7
    WHEN ${matches('v', '^[0-9]{15}000$')} THEN 5 ELSE 1 END`,
];

const mixedMacros = [
  `CREATE TEMP MACRO sy_judge_18(v) AS list_transform([[sy_judge_uscc(v), sy_judge_resident_id(v)]], lambda j:
    CASE WHEN j[1] IN (0, 7) THEN j[1] WHEN j[2] IN (0, 5) OR j[1] IN (2, 4) THEN j[2] ELSE j[1] END)[1]`,
  `CREATE TEMP MACRO sy_judge_15(v) AS CASE WHEN ${matches('v', shapes.region)}
    THEN sy_judge_org_code(v[7:15]) ELSE 2 END`,
  `CREATE TEMP MACRO sy_judge_serial(v) AS CASE WHEN ${matches('v', '^[0-9X]*[0-9]{2}$')}
    THEN sy_judge_resident_id(left(v, length(v) - 2)) ELSE 2 END`,
  `CREATE TEMP MACRO sy_judge_tax_id(v) AS CASE length(v) WHEN 15 THEN sy_judge_15(v) WHEN 17 THEN sy_judge_serial(v)
    WHEN 20 THEN sy_judge_serial(v) WHEN 18 THEN sy_judge_18(v) ELSE CASE WHEN sy_scientific(v) THEN 4 ELSE 2 END END`,
  `CREATE TEMP MACRO sy_party_long(v) AS CASE WHEN length(v) = 15 AND sy_judge_15(v) <> 0 THEN sy_long(v) ELSE v END`,
  `CREATE TEMP MACRO sy_judge_party_id(v) AS CASE WHEN length(v) = 9 THEN sy_judge_org_code(v) ELSE sy_judge_tax_id(v) END`,
];

/** Macros of all kinds. `today` (ISO date) bounds birth dates. Regular expressions stay out of lambdas, which would compile them for every vector. */
export function identifierMacros(today: string): string[] {
  return [
    `CREATE TEMP MACRO sy_id(f) AS nullif(CASE WHEN regexp_full_match(f, '[0-9A-Z]*') THEN f ELSE
      upper(regexp_replace(f, '[\\s\\-''‐‑‒–—−·•]', '', 'g')) END, '')`,
    `CREATE TEMP MACRO sy_scientific(v) AS regexp_matches(v, '^[0-9](\\.[0-9]+)?E\\+?[0-9]{1,3}$')`,
    birthMacro(today),
    ...residentMacros,
    ...organisationMacros,
    ...mixedMacros,
    `CREATE TEMP MACRO sy_judge_vin(v) AS CASE WHEN NOT ${matches('v', shapes.vin)} THEN 2 WHEN ${vinFits} THEN 0 ELSE 1 END`,
    `CREATE TEMP MACRO sy_judge_bank_card(v) AS CASE WHEN sy_scientific(v) THEN 4
      WHEN NOT ${matches('v', shapes.bankCard)} THEN 2 WHEN ${luhnFits} THEN 0 ELSE 1 END`,
    `CREATE TEMP MACRO sy_judge_plate(v) AS CASE WHEN ${matches('v', shapes.plate)} THEN 0 ELSE 2 END`,
    `CREATE TEMP MACRO sy_judge_phone(v) AS CASE WHEN ${matches('v', shapes.phone)} THEN 0
      WHEN sy_scientific(v) THEN 4 ELSE 2 END`,
  ];
}

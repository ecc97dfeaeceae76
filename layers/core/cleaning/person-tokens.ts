/**
 * Whose identifier stands in an item that takes an enterprise's and a person's alike, as SQL: what is, or may be, a
 * natural person's is staged under a mark and becomes a token; an enterprise's stays clear. Of the tax number of an
 * individual business (its owner's identity number and a serial) the person's part becomes the token and the serial
 * stays, so that it still meets its owner; see `readMarked`.
 */
import { type Item, partyKinds, type Resource } from '../../../schemas/resource.ts';
import { shapes } from './identifiers.ts';
import { organisationPattern } from './organisation-names.ts';
import { quoteText } from './sql-text.ts';

/** A noncharacter: begins what is staged clear and must become a token, and stands between its parts. */
const mark = '\ufdd1';

const matches = (sql: string, shape: string) => `regexp_full_match(${sql}, ${quoteText(shape)})`;

/**
 * Documents of persons that are no resident identity number: passports of the People's Republic, permits to and from
 * Hong Kong, Macau and Taiwan, and the permanent residence permit for foreigners of before 2023; today's has the form of
 * an identity number, and so have the residence permits of Hong Kong, Macau and Taiwan.
 */
const documents =
  '[DEGPS][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|(?:SE|DE|PE)[0-9]{7}|[HM][0-9]{8}(?:[0-9]{2})?|[CWT][0-9]{8}|[A-Z]{3}[0-9]{12}';

/** A vehicle's identification number, with a letter: numbers of other things are digits. */
const vehicle = '[A-HJ-NPR-Z0-9]{8}[0-9X][A-HJ-NPR-Z0-9]{8}';

/** What a token and what is kept beside it look like where they are stored: RE2. */
export const personTokenPattern = 'L?[0-9a-f]{64}(?:[0-9A-Z]{2}|00000)?';

const marked = (head: string, part: string, serial: string) =>
  `concat('${mark}', ${head}, '${mark}', ${part}, '${mark}', ${serial})`;

/**
 * Columns of an item, over its clean value `v` and the status `k` that its identifier was given:
 * `part` is the identity number that may be in it, `long` the same of 18 characters, and `party` says whose it is.
 * Each is a column of its own in a layer of its own: written out within each other they take long to plan.
 */
export interface PartyColumns {
  readonly part: string;
  readonly long: string;
  readonly party: string;
}

/**
 * `sy_party(v, part, k)`: 0 an enterprise's, 1 a person's, 2 both or neither. `sy_person(v, long)`: v under its mark.
 * `sy_clear_name(name, party)`: is a name beside such an identifier kept as it is? `sy_code(v)`: the number of a vehicle
 * or a person under its mark, else nothing. To be run after `identifierMacros`.
 */
export function personMacros(): string[] {
  return [
    `CREATE TEMP MACRO sy_person_part(v) AS CASE WHEN length(v) = 20 AND right(v, 5) <> '00000' THEN left(v, 18)
      WHEN length(v) IN (17, 20) THEN left(v, 15) ELSE v END`,
    `CREATE TEMP MACRO sy_party(v, part, k) AS CASE WHEN v IS NULL THEN NULL
      WHEN sy_judge_resident_id(part) = 0 THEN CASE WHEN k = 0 AND length(v) = 15 THEN 2 ELSE 1 END
      WHEN ${matches('v', documents)} THEN CASE WHEN k = 0 THEN 2 ELSE 1 END
      WHEN k IN (0, 7) AND length(v) IN (9, 15, 18) THEN 0 ELSE 2 END`,
    `CREATE TEMP MACRO sy_person(v, long) AS CASE WHEN v IS NULL THEN NULL
      WHEN length(v) = 19 AND v[1] = 'L' THEN ${marked("'L'", 'v[2:]', "''")}
      ELSE ${marked(
        "''",
        'long',
        `CASE WHEN length(v) = 17 OR length(v) = 20 AND right(v, 5) <> '00000' THEN right(v, 2)
        WHEN length(v) = 20 THEN '00000' ELSE '' END`,
      )} END`,
    `CREATE TEMP MACRO sy_clear_name(v, party) AS CASE WHEN regexp_matches(v, '[0-9]{7}') THEN false
      WHEN party = 0 THEN true WHEN party = 1 THEN false ELSE ${matches('trim(v)', organisationPattern)} END`,
    `CREATE TEMP MACRO sy_code(v) AS CASE
      WHEN ${matches('v', vehicle)} AND regexp_matches(v, '[A-Z]') OR ${matches('v', shapes.plate)}
        OR length(v) = 18 AND sy_judge_resident_id(v) = 0 THEN ${marked("''", 'v', "''")} END`,
  ];
}

/** Becomes a token, and may hold the tax number that has a person's in it. */
export const isPartyToken = ({ identifier, desensitise }: Item): boolean =>
  partyKinds.has(identifier) && (desensitise === 'token' || desensitise === 'token-persons');

/** SQL of the columns: the part over the value, the rest over the part. Undefined: nothing depends on whose it is. */
export const partyColumns = (item: Item, v: string, k: string, part: string): PartyColumns | undefined =>
  isPartyToken(item)
    ? { part: `sy_person_part(${v})`, long: `sy_long(${part})`, party: `sy_party(${v}, ${part}, ${k})` }
    : undefined;

/** A name as its token is made of it: without blanks and the dots within foreign names, in capitals. */
export const nameSql = (value: string): string => `upper(regexp_replace(${value}, '[\\s·•.．]', '', 'g'))`;

/** SQL of an item's clean value; of whose identifier stands in it, or beside the name; and of the person's part of it. */
export interface Clear {
  readonly value: string;
  readonly party: string;
  readonly long: string;
}

/** The value as it is staged. */
export function stagedPersonSql(item: Item, { value, party, long }: Clear): string {
  if (item.identifier !== undefined) {
    const person = `sy_person(${value}, ${long})`;
    return item.desensitise === 'token' ? person : `CASE WHEN ${party} = 0 THEN ${value} ELSE ${person} END`;
  }
  if (item.nameOf === undefined) return `coalesce(sy_code(sy_id(${value})), ${value})`;
  const name = marked("''", `coalesce(nullif(${nameSql(value)}, ''), ${value})`, "''");
  return `CASE WHEN ${value} IS NULL OR sy_clear_name(${value}, ${party}) THEN ${value} ELSE ${name} END`;
}

/** SQL condition of a staged value that must become a token. */
export const isMarkedSql = (value: string): string => `starts_with(${value}, '${mark}')`;

const markedShape = new RegExp(`^${mark}(L?)${mark}([^]*)${mark}([0-9A-Z]{0,5})$`);

export interface MarkedValue {
  readonly head: string;
  /** What the token is made of. */
  readonly part: string;
  readonly serial: string;
}

/** A staged value taken apart; one without a mark is all part. */
export function readMarked(staged: string): MarkedValue {
  const [, head = '', part = staged, serial = ''] = markedShape.exec(staged) ?? [];
  return { head, part, serial };
}

/** SQL of whose identifier is stored in a column; what became a token is neither's. */
export const storedPartySql = (column: string): string =>
  `sy_party(${column}, ${column}, sy_judge_party_id(${column}))`;

/**
 * SQL condition, over stored columns, of an item that is said to be desensitised and is not; `partyOf` gives the column
 * that says whose an identifier is. Beside one that is always a token nothing says whose the name is.
 */
export function clearPersonSql(
  resource: Resource,
  item: Item,
  column: (code: string) => string,
  partyOf: (code: string) => string,
): string {
  const value = column(item.code);
  const isToken = matches(value, personTokenPattern);
  if (item.identifier !== undefined) return `NOT ${isToken} AND ${partyOf(item.code)} <> 0`;
  if (item.nameOf === undefined) return `NOT ${isToken} AND sy_code(sy_id(${value})) IS NOT NULL`;
  const beside = resource.items.find(({ code }) => code === item.nameOf);
  const party =
    beside?.desensitise === 'token'
      ? `CASE WHEN ${column(item.nameOf)} IS NOT NULL THEN 0 END`
      : partyOf(item.nameOf);
  return `NOT ${isToken} AND NOT sy_clear_name(${value}, ${party})`;
}

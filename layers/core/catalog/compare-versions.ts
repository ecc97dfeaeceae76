/**
 * What a new version of a resource changes for those who send it and those who read it. Compatible: files made for
 * the old version are still accepted, and readers of the old version find what they knew.
 */
import type { Item, Resource } from '../../../schemas/resource.ts';

export interface Change {
  /** A stable word: `item-added`, `item-removed`, `length-narrowed`, `key-changed`, … */
  readonly kind: string;
  readonly item?: string;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly breaking: boolean;
}

export interface Comparison {
  readonly compatible: boolean;
  readonly changes: readonly Change[];
}

/** Compares two versions of one resource; changes are in the order of the old items, then the new ones. */
export function compareVersions(before: Resource, after: Resource): Comparison {
  const changes = [...resourceChanges(before, after), ...itemChanges(before, after)];
  return { compatible: changes.every((change) => !change.breaking), changes };
}

const resourceFields = [
  'code',
  'mode',
  'periodItem',
  'grade',
  'kind',
  'tombstone',
  'fixedWidth',
  'form',
  'view',
  'library',
  'location',
] as const;

/** What people read and search by: nobody's files or rows depend on it. */
const describedFields = [
  'name',
  'nameEn',
  'summary',
  'cycle',
  'cycleNote',
  'gradeReason',
  'classification',
  'formats',
  'shareCondition',
  'shareWays',
  'open',
  'openCondition',
  'publishedOn',
  'related',
  'providerCodes',
  'database',
  'unsignedRecords',
] as const satisfies readonly (keyof Resource)[];

const describedChanges = (before: Resource, after: Resource): Change[] =>
  describedFields.flatMap((field) => fieldChange(kindOf(field), before[field], after[field], false));

function resourceChanges(before: Resource, after: Resource): Change[] {
  const changed = resourceFields.flatMap((field) =>
    fieldChange(kindOf(field), before[field], after[field], true),
  );
  const leaving = before.departments.filter((code) => !after.departments.includes(code));
  const joining = after.departments.filter((code) => !before.departments.includes(code));
  return [
    ...changed,
    ...leaving.map((code): Change => ({ kind: 'department-removed', from: code, breaking: true })),
    ...joining.map((code): Change => ({ kind: 'department-added', to: code, breaking: false })),
    ...describedChanges(before, after),
    ...checkChanges(before, after),
  ];
}

/** A new check that refuses rows may refuse what was accepted before. */
function checkChanges(before: Resource, after: Resource): Change[] {
  const known = new Map(before.checks.map((check) => [check.id, check]));
  return after.checks.flatMap((check) => {
    const old = known.get(check.id);
    const same = old !== undefined && old.expression === check.expression && old.level === check.level;
    return same ? [] : [{ kind: 'check-changed', to: check.id, breaking: check.level === 'refuse' }];
  });
}

function itemChanges(before: Resource, after: Resource): Change[] {
  const next = new Map(after.items.map((item) => [item.code, item]));
  const known = new Set(before.items.map((item) => item.code));
  const kept = before.items.flatMap((item) => {
    const now = next.get(item.code);
    if (now === undefined) return [{ kind: 'item-removed', item: item.code, breaking: true }];
    return compareItem(item, now).map((change) => ({ ...change, item: item.code }));
  });
  const added = after.items.filter((item) => !known.has(item.code));
  return [
    ...kept,
    ...added.map((item): Change => ({ kind: 'item-added', item: item.code, breaking: changesRows(item) })),
  ];
}

/** A new item that must be filled, or is part of the key, cannot be in yesterday's files. */
function changesRows(item: Item): boolean {
  return item.required || item.key === 'primary';
}

function compareItem(before: Item, after: Item): Change[] {
  return [
    ...fieldChange('type-changed', before.type, after.type, true),
    ...sizeChanges(before, after),
    ...fieldChange('unit-changed', before.unit, after.unit, true),
    ...fieldChange('key-changed', before.key, after.key, before.key === 'primary' || after.key === 'primary'),
    ...fieldChange('required-changed', before.required, after.required, after.required),
    ...fieldChange('identifier-changed', before.identifier, after.identifier, true),
    ...fieldChange('desensitise-changed', before.desensitise, after.desensitise, true),
    ...gradeChange(before, after),
    ...fieldChange('sensitivity-changed', before.sensitivity, after.sensitivity, false),
    ...fieldChange('name-changed', before.name, after.name, !after.synonyms.includes(before.name)),
    ...synonymChanges(before, after),
    ...boundChange('min-changed', before.min, after.min, (from, to) => to > from),
    ...boundChange('max-changed', before.max, after.max, (from, to) => to < from),
    ...dictionaryChanges(before, after),
  ];
}

/** An item of a higher grade than before is kept from those who had it. */
function gradeChange({ grade: from }: Item, { grade: to }: Item): Change[] {
  return fieldChange('item-grade-changed', from, to, (to ?? 1) > (from ?? 1));
}

/** Text may grow; a decimal must keep its digits before and behind the point. */
function sizeChanges(before: Item, after: Item): Change[] {
  if (before.type !== after.type) return [];
  const from = [before.length, before.scale];
  const to = [after.length, after.scale];
  if (sameValue(from, to)) return [];
  const narrowed =
    after.type === 'decimal'
      ? wholeDigits(after) < wholeDigits(before) || (after.scale ?? 0) < (before.scale ?? 0)
      : (after.length ?? Number.POSITIVE_INFINITY) < (before.length ?? Number.POSITIVE_INFINITY);
  return [{ kind: narrowed ? 'length-narrowed' : 'length-widened', from, to, breaking: narrowed }];
}

function wholeDigits(item: Item): number {
  return (item.length ?? 0) - (item.scale ?? 0);
}

/** A header that was understood without asking and no longer is. */
function synonymChanges(before: Item, after: Item): Change[] {
  const lost = before.synonyms.filter((name) => !after.synonyms.includes(name) && name !== after.name);
  return lost.map((name) => ({ kind: 'synonym-removed', from: name, breaking: true }));
}

type Bound = Item['min'];

function boundChange(
  kind: string,
  from: Bound,
  to: Bound,
  narrows: (from: number | string, to: number | string) => boolean,
): Change[] {
  if (from === to) return [];
  const breaking = to !== undefined && (from === undefined || narrows(from, to));
  return [{ kind, from, to, breaking }];
}

function dictionaryChanges(before: Item, after: Item): Change[] {
  if (sameValue(before.dictionary, after.dictionary) && before.dictionaryLevel === after.dictionaryLevel)
    return [];
  const now = dictionaryEntries(after);
  const lost = [...dictionaryEntries(before)].filter(([key, value]) => now.get(key) !== value);
  const refusesMore = after.dictionaryLevel === 'refuse' && before.dictionaryLevel === 'warn';
  const newlyClosed = after.dictionary !== undefined && before.dictionary === undefined;
  const breaking = lost.length > 0 || ((refusesMore || newlyClosed) && after.dictionaryLevel === 'refuse');
  return [{ kind: 'dictionary-changed', from: lost.map(([key]) => key), breaking }];
}

function dictionaryEntries(item: Item): Map<string, string> {
  const { dictionary } = item;
  if (dictionary === undefined) return new Map();
  if (Array.isArray(dictionary)) return new Map(dictionary.map((value) => [value, value]));
  return new Map(Object.entries(dictionary));
}

function fieldChange(kind: string, from: unknown, to: unknown, breaking: boolean): Change[] {
  return sameValue(from, to) ? [] : [{ kind, from, to, breaking }];
}

function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function kindOf(field: string): string {
  return `${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-changed`;
}

/** Cells of the standard's sheets as fields of a resource and of an item. An empty cell takes its field away. */
import { resourceFormats, type StandardValue, shareWays } from '../../../schemas/catalog-elements.ts';
import { itemTypes, resourceModes, updateCycles } from '../../../schemas/resource.ts';
import { standardCycles } from './elements.ts';
import { itemColumns, resourceColumns, typeNames } from './workbook-columns.ts';

/** Tells a fault of the cell's row in that column. */
export type FaultHere = (column: string, zh: string, en: string) => void;

/** Words of the workbook and what they stand for here. */
export interface Words {
  readonly codeOfStandard: ReadonlyMap<string, string>;
  readonly departmentOfName: ReadonlyMap<string, string>;
  readonly departments: ReadonlySet<string>;
}

type Cells<K extends string> = Partial<Record<K, string>>;
type Fields = Record<string, unknown>;

const split = (cell: string): string[] =>
  cell
    .split(/[、,，;；\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

const orNothing = (cell: string): string | undefined => (cell === '' ? undefined : cell);

/** `2 电子表格`, `2`, `电子表格` or the platform's own word. */
function valueIn<K extends string>(table: Record<K, StandardValue>, cell: string): K | undefined {
  const plain = cell.normalize('NFKC').replace(/\s/g, '');
  return (Object.keys(table) as K[]).find((key) => {
    const { number, zh } = table[key];
    return [key, zh, String(number), `${number}${zh}`].includes(plain);
  });
}

const gradeIn = (cell: string): number | undefined => {
  const [digit] = /^[123]/.exec(cell.normalize('NFKC')) ?? [];
  if (digit !== undefined) return Number(digit);
  const words = [/无条件|直接/, /有条件|条件共享/, /不予/];
  const index = words.findIndex((word) => word.test(cell));
  return index < 0 ? undefined : index + 1;
};

const yes = new Set(['是', 'y', 'yes', 'true', '1']);
const no = new Set(['否', 'n', 'no', 'false', '0', '']);

/** Undefined: neither. */
function yesNo(cell: string): boolean | undefined {
  const plain = cell.normalize('NFKC').toLowerCase();
  if (yes.has(plain)) return true;
  return no.has(plain) ? false : undefined;
}

/** Fields of those cells that were given. Faults are told at their column. */
export function parseResourceCells(
  cells: Cells<keyof typeof resourceColumns>,
  words: Words,
  fault: FaultHere,
): Fields {
  const fields: Fields = {};
  const told = (key: keyof typeof resourceColumns, zh: string, en: string) =>
    fault(resourceColumns[key], zh, en);
  const take = <K extends keyof typeof resourceColumns>(key: K, use: (cell: string) => void): void => {
    const cell = cells[key];
    if (cell !== undefined) use(cell);
  };
  take('name', (cell) => Object.assign(fields, { name: cell }, cells.nameEn ? {} : { nameEn: cell }));
  take('nameEn', (cell) => cell !== '' && Object.assign(fields, { nameEn: cell }));
  take('code', (cell) => Object.assign(fields, { code: cell }));
  take('summary', (cell) => Object.assign(fields, { summary: orNothing(cell) }));
  take('condition', (cell) => Object.assign(fields, { shareCondition: orNothing(cell) }));
  take('openCondition', (cell) => Object.assign(fields, { openCondition: orNothing(cell) }));
  take('publishedOn', (cell) => Object.assign(fields, { publishedOn: orNothing(cell.replaceAll('/', '-')) }));
  take('open', (cell) => {
    const open = yesNo(cell);
    if (open === undefined) told('open', '须为 是 或 否', 'is 是 or 否');
    else fields.open = open ? true : undefined;
  });
  take('grade', (cell) => {
    fields.grade = gradeIn(cell);
    if (fields.grade === undefined) told('grade', '须为 1、2 或 3', 'is 1, 2 or 3');
  });
  take('formats', (cell) => {
    fields.formats = listOf(
      cell,
      (one) => valueIn(resourceFormats, one),
      () => told('formats', '须为 1 至 7', 'are 1 to 7'),
    );
  });
  take('ways', (cell) => {
    fields.shareWays = listOf(
      cell,
      (one) => valueIn(shareWays, one),
      () => told('ways', '须为 数据库、文件、服务接口', 'are 数据库, 文件, 服务接口'),
    );
  });
  take('cycle', (cell) => {
    const cycle = valueIn(standardCycles, cell);
    if (cycle === undefined) told('cycle', '须为 1 实时 至 6 每年', 'is 1 实时 to 6 每年');
    // 每月 stands for ten days too: the platform's own word is monthly.
    else fields.cycle = cycle === 'ten-days' ? 'monthly' : cycle;
  });
  take('platformCycle', (cell) => {
    if (cell === '') return;
    if ((updateCycles as readonly string[]).includes(cell)) fields.cycle = cell;
    else told('platformCycle', `须为 ${updateCycles.join('、')}`, `is ${updateCycles.join(', ')}`);
  });
  take('mode', (cell) => {
    if (cell !== '' && !(resourceModes as readonly string[]).includes(cell))
      told('mode', `须为 ${resourceModes.join('、')}`, `is ${resourceModes.join(', ')}`);
    fields.mode = cell === '' ? 'full' : cell;
  });
  take('version', (cell) => {
    if (cell !== '') fields.version = Number(cell);
  });
  take('related', (cell) => {
    const related = split(cell).map((one) => words.codeOfStandard.get(one) ?? one);
    fields.related = related.length > 0 ? related : undefined;
  });
  takeProviders(cells, words, fields, told);
  takeClassification(cells, fields, told);
  // A foreign form has none of the platform's columns.
  if (cells.mode === undefined && cells.code !== undefined) fields.mode ??= 'full';
  return fields;
}

function listOf<T>(cell: string, value: (one: string) => T | undefined, wrong: () => void): T[] | undefined {
  const found = split(cell).map(value);
  if (found.includes(undefined)) wrong();
  const values = found.filter((one) => one !== undefined);
  return values.length > 0 ? values : undefined;
}

type Told = (key: keyof typeof resourceColumns, zh: string, en: string) => void;

/** By the platform's codes where the column is there, else by the standard's code or by name. */
function takeProviders(
  cells: Cells<keyof typeof resourceColumns>,
  { departmentOfName, departments }: Words,
  fields: Fields,
  told: Told,
): void {
  const own = split(cells.departments ?? '');
  if (own.length > 0) fields.departments = own;
  const codes = split(cells.providerCode ?? '');
  if (own.length === 0 && (codes.length > 0 || cells.provider !== undefined)) {
    const named = split(cells.provider ?? '').map((name) => departmentOfName.get(name));
    const found = codes.every((code) => departments.has(code)) && codes.length > 0 ? codes : named;
    if (found.length === 0 || found.includes(undefined))
      told(
        'provider',
        '不是已登记的部门，请填写平台部门代码',
        'is no registered department; give its code here',
      );
    else fields.departments = found;
  }
  const known = (fields.departments as string[] | undefined) ?? [];
  const other = known.flatMap((department, index) => {
    const code = codes[index];
    return code === undefined || code === department ? [] : [[department, code] as const];
  });
  if (other.length > 0 && cells.providerCode !== undefined) fields.providerCodes = Object.fromEntries(other);
}

/** Category, group, kind, sub-kind and the code belong together: one that changed takes all of them. */
function takeClassification(cells: Cells<keyof typeof resourceColumns>, fields: Fields, told: Told): void {
  const keys = ['category', 'group', 'kind', 'subKind', 'standardCode'] as const;
  if (keys.every((key) => cells[key] === undefined)) return;
  const names = keys.slice(0, 4).map((key) => cells[key] ?? '');
  const code = cells.standardCode ?? '';
  if (code === '' && names.every((name) => name === '')) {
    fields.classification = undefined;
    return;
  }
  if (code === '' || names.slice(0, 3).includes(''))
    told(
      'standardCode',
      '类、项、目与信息资源代码须一并填写',
      'class, group, kind and code are given together',
    );
  fields.classification = { code, names: names.filter((name) => name !== '') };
}

/** Fields of an item; a row without an item code gets one from its place. */
export function parseItemCells(
  cells: Cells<keyof typeof itemColumns>,
  fault: FaultHere,
  row: number,
): Fields {
  const fields: Fields = {};
  const told = (key: keyof typeof itemColumns, zh: string, en: string) => fault(itemColumns[key], zh, en);
  for (const key of ['unit', 'key', 'identifier', 'note'] as const)
    if (cells[key] !== undefined) fields[key] = orNothing(cells[key]);
  if (cells.name !== undefined) fields.name = cells.name;
  if (cells.code !== undefined) fields.code = orNothing(cells.code) ?? `item_${row}`;
  if (cells.desensitise !== undefined) fields.desensitise = orNothing(cells.desensitise);
  if (cells.synonyms !== undefined) fields.synonyms = split(cells.synonyms);
  for (const key of ['length', 'scale', 'sensitivity'] as const) {
    const cell = cells[key];
    if (cell === undefined) continue;
    if (cell !== '' && !/^\d+$/.test(cell)) told(key, '须为整数', 'is a whole number');
    fields[key] = cell === '' ? undefined : Number(cell);
  }
  if (cells.type !== undefined) {
    fields.type = itemTypes.find((type) => type === cells.type || typeNames[type] === cells.type);
    if (fields.type === undefined)
      told('type', `须为 ${Object.values(typeNames).join('、')}`, `is ${itemTypes.join(', ')}`);
  }
  if (cells.required !== undefined) {
    fields.required = yesNo(cells.required);
    if (fields.required === undefined) told('required', '须为 是 或 否', 'is 是 or 否');
  }
  takeItemGrade(cells, fields, told);
  return fields;
}

/** The standard's column shows the grade that holds; only one that was changed, or the platform's own column, sets it. */
function takeItemGrade(
  cells: Cells<keyof typeof itemColumns>,
  fields: Fields,
  told: (key: keyof typeof itemColumns, zh: string, en: string) => void,
): void {
  for (const key of ['grade', 'ownGrade'] as const) {
    const cell = cells[key];
    if (cell === undefined || (key === 'ownGrade' && cell === '' && cells.grade)) continue;
    const grade = cell === '' ? undefined : gradeIn(cell);
    if (cell !== '' && grade === undefined) told(key, '须为 1、2 或 3', 'is 1, 2 or 3');
    fields.grade = grade;
  }
}

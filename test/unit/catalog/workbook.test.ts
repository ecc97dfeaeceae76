/** The standard's spreadsheet form: written, read back, changed by hand, and sent by somebody who means no good. */
import { readdirSync, readFileSync } from 'node:fs';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { parseDepartments, parseResource } from '../../../layers/core/catalog/parse-resource.ts';
import { readWorkbook } from '../../../layers/core/catalog/read-workbook.ts';
import type { Sheet } from '../../../layers/core/catalog/sheets.ts';
import { writeWorkbook } from '../../../layers/core/catalog/write-workbook.ts';
import { InvalidInput } from '../../../layers/core/errors.ts';
import { readSheets, writeSheets } from '../../../layers/refinery/catalog-workbook.ts';

const folder = new URL('../../../resources/', import.meta.url);
const text = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'departments.yaml');
const resources = names.map((name) => parseResource(text(name), name));
const departments = parseDepartments(text('departments.yaml'), 'departments.yaml');
const nameOf = (code: string) => departments.find((one) => one.code === code)?.name ?? code;
const written = (): readonly Sheet[] => writeWorkbook(resources, nameOf);

/** The sheets with cells changed: by sheet, row from 1 and title. */
function edited(edits: readonly [sheet: string, row: number, title: string, cell: string][]): Sheet[] {
  const sheets = written().map(({ name, rows }) => ({ name, rows: rows.map((row) => [...row]) }));
  for (const [name, row, title, cell] of edits) {
    const sheet = sheets.find((one) => one.name === name);
    const column = sheet?.rows[0]?.indexOf(title) ?? -1;
    (sheet?.rows[row - 1] as string[])[column] = cell;
  }
  return sheets;
}
const read = (sheets: readonly Sheet[]) => readWorkbook(sheets, { departments });
const refusal = (sheets: readonly Sheet[]): string => {
  try {
    read(sheets);
  } catch (error) {
    if (error instanceof InvalidInput) return error.zh;
    throw error;
  }
  return '';
};

test('all shipped resources come back from the workbook as they went', async () => {
  const sheets = await readSheets(await writeSheets(written()));
  expect(sheets.map(({ name }) => name)).toEqual(['信息资源', '信息项', '平台扩展']);
  expect(read(sheets)).toEqual(resources);
});

test('the columns stand in the standard’s order, then ours', () => {
  expect(written()[0]?.rows[0]?.slice(0, 18)).toEqual([
    '类',
    '项',
    '目',
    '细目',
    '信息资源名称',
    '信息资源代码',
    '信息资源提供方',
    '信息资源提供方代码',
    '信息资源摘要',
    '信息资源格式',
    '共享类型',
    '共享条件',
    '共享方式',
    '是否向社会开放',
    '开放条件',
    '更新周期',
    '发布日期',
    '关联资源代码',
  ]);
});

test('a cell that somebody changed wins, and nothing else changes', () => {
  const [first] = read(
    edited([
      ['信息资源', 2, '信息资源摘要', '改过的摘要'],
      ['信息资源', 2, '目', '主体登记'],
      ['信息项', 2, '信息项名称', '主体码'],
    ]),
  );
  const [was] = resources;
  expect(first).toEqual({
    ...was,
    summary: '改过的摘要',
    classification: { ...was?.classification, names: ['基础信息资源', '法人基础信息', '主体登记'] },
    items: [{ ...was?.items[0], name: '主体码' }, ...(was?.items.slice(1) ?? [])],
  });
});

test('another city’s form, with the standard’s columns alone, makes descriptions', () => {
  const sheets: Sheet[] = [
    {
      name: '信息资源',
      rows: [
        [
          '类',
          '项',
          '目',
          '信息资源名称',
          '信息资源代码',
          '信息资源提供方',
          '共享类型',
          '共享条件',
          '更新周期',
          '平台代码',
        ],
        [
          '主题信息资源',
          '税收',
          '摊位',
          '摊位税费',
          '201009/00001',
          '工商局',
          '有条件共享',
          '限税收',
          '每月',
          'STALL',
        ],
      ],
    },
    {
      name: '信息项',
      rows: [
        ['信息资源代码', '信息项名称', '数据类型', '数据长度', '共享类型'],
        ['201009/00001', '摊位号', '字符型', '12', '1'],
      ],
    },
  ];
  expect(read(sheets)).toEqual([
    expect.objectContaining({
      code: 'STALL',
      nameEn: '摊位税费',
      departments: ['aic'],
      grade: 2,
      cycle: 'monthly',
      mode: 'full',
      items: [
        expect.objectContaining({ code: 'item_2', name: '摊位号', type: 'text', length: 12, grade: 1 }),
      ],
    }),
  ]);
});

describe('faults name sheet, row and column', () => {
  test.each<[string, [string, number, string, string], RegExp]>([
    ['an unknown grade', ['信息资源', 3, '共享类型', '9'], /信息资源 第 3 行“共享类型”/],
    ['an unknown cycle', ['信息资源', 4, '更新周期', '偶尔'], /信息资源 第 4 行“更新周期”/],
    ['an unknown type', ['信息项', 5, '数据类型', '图像'], /信息项 第 5 行“数据类型”/],
    ['a length that is no number', ['信息项', 6, '数据长度', '二十'], /信息项 第 6 行“数据长度”/],
    ['a code that stands twice', ['信息资源', 3, '平台代码', 'AIC'], /信息资源 第 3 行“平台代码”：代码重复/],
    ['half a class', ['信息资源', 2, '项', ''], /信息资源 第 2 行“信息资源代码”/],
    ['what the schema refuses', ['信息资源', 2, '平台代码', 'lower'], /信息资源 第 2 行/],
  ])('%s', (_, edit, message) => {
    expect(refusal(edited([edit]))).toMatch(message);
  });

  test('a missing sheet and a missing column', () => {
    expect(refusal([{ name: '目录', rows: [] }])).toMatch(/没有名为“信息资源”的工作表，现有：目录/);
    expect(refusal(written().map((sheet) => ({ ...sheet, rows: [['类']] })))).toMatch(/缺少该列/);
  });

  test('all at once', () => {
    const both = edited([
      ['信息资源', 3, '共享类型', '9'],
      ['信息项', 5, '数据类型', '图像'],
    ]);
    expect(refusal(both)).toMatch(/有 2 处有误/);
  });
});

test('a platform’s sheet that was damaged leaves what the columns say', () => {
  const row = (written()[2]?.rows.findIndex(([code, item]) => code === 'BID' && item === '') ?? 0) + 1;
  const damaged = edited([['平台扩展', row, '内容', '{"code":']]);
  expect(read(damaged).find(({ code }) => code === 'BID')).toMatchObject({ name: '招标中标结果', grade: 1 });
});

describe('files that mean no good', () => {
  const repacked = async (change: (parts: Record<string, Uint8Array>) => void) => {
    const parts = unzipSync(await writeSheets([{ name: '信息资源', rows: [['类']] }]));
    change(parts);
    return zipSync(parts, { level: 1 });
  };

  test.each<[string, () => Promise<Uint8Array>]>([
    ['no archive at all', async () => strToU8('类,项')],
    [
      'a bomb',
      () =>
        repacked((parts) => {
          parts['xl/bomb.xml'] = new Uint8Array(70 * 1024 * 1024);
        }),
    ],
    [
      'macros',
      () =>
        repacked((parts) => {
          parts['xl/vbaProject.bin'] = strToU8('x');
        }),
    ],
    [
      'entities',
      () =>
        repacked((parts) => {
          parts['xl/workbook.xml'] = strToU8('<!DOCTYPE x [<!ENTITY a "b">]><x/>');
        }),
    ],
    [
      'too many parts',
      () =>
        repacked((parts) => {
          for (let i = 0; i < 300; i += 1) parts[`xl/p${i}.xml`] = strToU8('<x/>');
        }),
    ],
    ['half a file', async () => (await writeSheets(written())).slice(0, 2000)],
  ])('%s is refused', async (_, make) => {
    await expect(readSheets(await make())).rejects.toBeInstanceOf(InvalidInput);
  });

  test('a formula is read as the text it showed and written as text', async () => {
    const sheets = await readSheets(await writeSheets([{ name: '表', rows: [['=1+1', '+cmd']] }]));
    expect(sheets[0]?.rows).toEqual([['=1+1', '+cmd']]);
  });
});

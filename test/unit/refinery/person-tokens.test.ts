/** Items that take an enterprise's identifier and a person's: whose becomes a token, and whose name with it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkIdentifier, residentCheckCharacter } from '../../../layers/core/cleaning/identifiers.ts';
import { desensitisedForm } from '../../../layers/core/desensitise/desensitised-form.ts';
import { proposeMapping } from '../../../layers/core/mapping/propose-mapping.ts';
import { desensitiseFile } from '../../../layers/refinery/index.ts';
import { makeTokens } from '../../../layers/tokeniser/make-tokens.ts';
import type { Part } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { keyedTokens } from '../../contract/keyed-tokens.ts';
import { defineResource, jobOf, refineryOf, today } from './job.ts';
import { type TempFiles, tempFiles } from './temp-files.ts';

const key = new Uint8Array(32).fill(7);
const token = (text: string) => makeTokens(key, [text]);
const long = (first17: string) => first17 + residentCheckCharacter(first17);
const isRight = (kind: 'uscc' | 'org-code' | 'resident-id', text: string) =>
  checkIdentifier(kind, text, today()).valid;
const serials = Array.from({ length: 999 }, (_, index) => String(index + 1).padStart(3, '0'));
const found = (texts: string[], isOne: (text: string) => boolean): string => texts.find(isOne) as string;

const enterprise = '91110000600037341L';
const early = '91350100M0001TGQXM';
const person = '11010519491231002X';
/** Right as an identity number and as an enterprise's code: one number in 31 is. */
const both = found(
  serials.map((serial) => long(`52010219850607${serial}`)),
  (text) => isRight('uscc', text),
);
const both15 = found(
  serials.map((serial) => `520102850607${serial}`),
  (text) => isRight('org-code', text.slice(6)),
);
const only15 = found(
  serials.map((serial) => `520102850607${serial}`),
  (text) => !isRight('org-code', text.slice(6)),
);
const asLong = (fifteen: string) => long(`${fifteen.slice(0, 6)}19${fifteen.slice(6)}`);

const party = (more: object = {}) => ({ code: 'id', name: '代码', identifier: 'party-id' as const, ...more });
const sales = defineResource(
  [
    { code: 'no', name: '编号', key: 'primary', required: true },
    party({ code: 'buyer', name: '购方代码', key: 'join', desensitise: 'token-persons' }),
    { code: 'called', name: '购方名称', desensitise: 'token-persons', nameOf: 'buyer' },
    party({ code: 'owner', name: '车主代码', desensitise: 'token' }),
    { code: 'owner_name', name: '车主名称', desensitise: 'token-persons', nameOf: 'owner' },
    { code: 'source', name: '税源编号', key: 'join', length: 40, desensitise: 'token-persons' },
  ],
  { grade: 2 },
);
const header = sales.items.map(({ name }) => name).join(',');

let files: TempFiles;
beforeEach(() => {
  files = tempFiles();
});
afterEach(() => files.remove());

const refinery = () => refineryOf(files, { tokens: keyedTokens(key) });

const rowsOf = (resource: Resource, parts: readonly Part[]) =>
  refinery().rows({ resource, entries: [{ parts, batches: ['b1'] }], lastPerKey: false, limit: 100 });

let attempts = 0;
function jobFor(lines: readonly string[]) {
  attempts += 1;
  return jobOf(files, sales, [header, ...lines].join('\n'), { batch: 'b1', attempt: `a${attempts}` });
}

/** As the platform makes it of a file in the drop zone. */
const dropped = async (lines: readonly string[]) => refinery().refine(await jobFor(lines));

/** As the department's own machine sends it. */
async function sent(lines: readonly string[]) {
  const out = join(files.folder, 'out.csv');
  const context = { files, engine: {}, tokens: keyedTokens(key), today };
  const outcome = await desensitiseFile(context, await jobFor(lines), out, 'clerk');
  return { outcome, csv: readFileSync(out, 'utf8') };
}

async function receive(csv: string) {
  const form = desensitisedForm(sales);
  const source = files.write('drop/sent/sent.csv', csv);
  const survey = await refinery().survey(source, form);
  const { layout, mapping } = proposeMapping({ resource: form, survey });
  const common = { department: 'police', batch: 'b1', period: '201503', attempt: 'sent' };
  return refinery().refine({ source, survey, layout, mapping, resource: form, described: sales, ...common });
}

/** Rows of one file, as they are stored. */
async function storedOf(lines: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const { parts, rows } = await dropped(lines.map((line, index) => `${index},${line}`));
  expect(rows.accepted).toBe(lines.length);
  return rowsOf(desensitisedForm(sales), parts);
}

const codes = [
  ['an enterprise’s code', enterprise, enterprise],
  ['an early one whose check does not fit', early, early],
  ['an organisation code', '600037341', '600037341'],
  ['the old tax number of an enterprise', '110000600037341', '110000600037341'],
  ['an identity number', person, token(person)],
  ['one that is an enterprise’s code as well', both, token(both)],
  ['one of 15 digits', only15, token(asLong(only15))],
  ['one of 15 digits that is a tax number as well', both15, token(asLong(both15))],
  ['the tax number of an individual business', `${person}01`, `${token(person)}01`],
  ['the old one', `${only15}01`, `${token(asLong(only15))}01`],
  ['a code with a wrong check character', '911100006000373410', token('911100006000373410')],
  ['a passport', 'E12345678', token('E12345678')],
  ['a permit to return home', 'H12345678', token('H12345678')],
  ['a permit of Taiwan', 'T12345678', token('T12345678')],
] as const;

test('codes are kept where they are an enterprise’s, and become tokens where they may be a person’s', async () => {
  const rows = await storedOf(codes.map(([, code]) => `${code},,,,`));
  expect(rows.map(({ buyer }, at) => [codes[at]?.[0], buyer])).toEqual(
    codes.map(([what, , stored]) => [what, stored]),
  );
});

test('a person’s number that becomes a token everywhere meets the one of an individual business', async () => {
  expect(await storedOf([`,,${person}01,,`, `,,${enterprise},,`])).toMatchObject([
    { owner: `${token(person)}01` },
    { owner: token(enterprise) },
  ]);
});

const names = [
  [enterprise, '贵州茅台', '贵州茅台'],
  [enterprise, '张三丰13812345678', token('张三丰13812345678')],
  [person, '贵阳市南明区张三烧烤店', token('贵阳市南明区张三烧烤店')],
  [person, '欧阳 锋', token('欧阳锋')],
  ['', '张三', token('张三')],
  ['', '王建社', token('王建社')],
  ['', '买买提·艾力', token('买买提艾力')],
  ['', '张三、贵阳某某公司', token('张三、贵阳某某公司')],
  ['', '贵州某某有限责任公司', '贵州某某有限责任公司'],
  ['', '贵阳市第一中学', '贵阳市第一中学'],
  ['', '南明区老张面馆', '南明区老张面馆'],
  ['', 'ABC Trading Co., Ltd.', 'ABC Trading Co., Ltd.'],
  ['', 'John Smith', token('JOHNSMITH')],
  ['E12345678', 'John Smith', token('JOHNSMITH')],
  ['911100006000373410', '贵州某某有限责任公司', '贵州某某有限责任公司'],
] as const;

test('names are kept where the code beside them, or the name itself, is an enterprise’s', async () => {
  const rows = await storedOf(names.map(([id, name]) => `${id},"${name}",${id},"${name}",`));
  const kept = names.map(([, , stored]) => stored);
  expect(rows.map(({ called }) => called)).toEqual(kept);
  expect(rows.map(({ owner_name }) => owner_name)).toEqual(kept);
});

const sources = [
  ['LSVAM4187C2184847', token('LSVAM4187C2184847')],
  ['lsvam4187c2184847', token('LSVAM4187C2184847')],
  ['贵A12345', token('贵A12345')],
  [person, token(person)],
  ['520102001001GB00012', '520102001001GB00012'],
  ['520102150301001', '520102150301001'],
  ['黔2015-001', '黔2015-001'],
] as const;

test('sources of a tax are kept unless they are a vehicle or a person', async () => {
  const rows = await storedOf(sources.map(([source]) => `,,,,${source}`));
  expect(rows.map(({ source }) => source)).toEqual(sources.map(([, stored]) => stored));
});

const mixed = [
  `1,${enterprise},贵州茅台,${enterprise},贵州某某有限责任公司,520102001001GB00012`,
  `2,${person},张三丰,${person},张三丰,LSVAM4187C2184847`,
  '3,,李四光,,李四光,贵A12345',
  '4,911100006000373410,王五,911100006000373410,王五,',
  `5,${person}01,张三烧烤店,${person}01,张三烧烤店,${person}`,
  // Refused: the number is none.
  `6,12345,赵六,12345,赵六,${person}`,
];

test('the department’s own machine and the platform make the same of a file, and neither keeps a person', async () => {
  const { csv, outcome } = await sent(mixed);
  const persons = ['张三丰', '李四光', '王五', '赵六', person, 'LSVAM4187C2184847', '贵A12345'];
  for (const one of persons) expect(csv).not.toContain(one);
  for (const one of [enterprise, '贵州茅台', '520102001001GB00012']) expect(csv).toContain(one);
  expect(outcome).toEqual({ records: 6, unreadable: 1, unclear: 1 });
  const form = desensitisedForm(sales);
  const received = await receive(csv);
  const refined = await dropped(mixed);
  expect(received.rows).toEqual({ read: 6, accepted: 5, refused: 1, ignored: 0 });
  expect(await rowsOf(form, received.parts)).toEqual(await rowsOf(form, refined.parts));
  expect(refined.findings).toContainEqual(
    expect.objectContaining({ rule: 'unclear-party', item: 'buyer', level: 'warn', rows: 1 }),
  );
  const rows = await refinery().refusedRows([refined.rejects as string], { limit: 10 });
  expect(rows).toHaveLength(1);
  for (const one of persons) expect(JSON.stringify(rows)).not.toContain(one);
});

test.each([
  ['an identity number', token(person), person],
  ['a number that is nobody’s', token('911100006000373410'), '911100006000373410'],
  ['the number of an individual business', `${token(person)}01`, `${person}01`],
  ['a name beside a token', `${token('张三丰')},${token(person)}`, `张三丰,${token(person)}`],
  ['a name beside nothing', `3,,${token('李四光')}`, '3,,李四光'],
  ['a vehicle', token('LSVAM4187C2184847'), 'LSVAM4187C2184847'],
])('a file with %s left clear goes no further', async (_, hidden, clear) => {
  const { csv } = await sent(mixed);
  expect(csv).toContain(hidden);
  const spoilt = csv.replace(hidden, clear);
  await expect(receive(spoilt)).rejects.toMatchObject({ name: 'PoisonError', code: 'clear-values' });
});

test.each([
  [party({ identifier: 'resident-id', desensitise: 'token-persons' })],
  [{ code: 'day', type: 'date' as const, desensitise: 'token-persons' as const }],
  [{ code: 'called', nameOf: 'id' }],
  [{ code: 'called', desensitise: 'token-persons' as const, nameOf: 'absent' }],
])('is not described of %j', (item) => {
  expect(() => defineResource([item])).toThrow();
});

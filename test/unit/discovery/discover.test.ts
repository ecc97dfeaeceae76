import { makeEntries, makeQuestions } from '../../../bench/search-data.ts';
import { CatalogSearch } from '../../../layers/core/discovery/catalog-search.ts';
import { discover } from '../../../layers/core/discovery/discover.ts';
import { find, shippedCatalog } from './shipped-catalog.ts';

const shipped = shippedCatalog();
const best = (q: string) => find(shipped, { q }).items[0]?.code;

describe('a question', () => {
  test.each([
    ['谁有企业用电', 'POWER'],
    ["who has the company's electricity?", 'POWER'],
    ['哪个部门有死亡信息？', 'DEATH'],
    ['增值税申报', 'VAT'],
    ['公司交的社保', 'CONTRIB'],
    ['housing titles', 'PROP'],
    ['power', 'POWER'],
  ])('%s is answered by %s', (q, code) => {
    expect(best(q)).toBe(code);
  });

  test.each([
    ['initials of pinyin', 'ydl', 'POWER'],
    ['pinyin in full', 'yongdian', 'POWER'],
    ['initials of a name', 'zzs', 'VAT'],
    ['a character of the same sound', '用店量', 'POWER'],
    ['a letter that is missing', 'electrcity', 'POWER'],
    ['two letters swapped', 'electrictiy', 'POWER'],
    ['wide letters', 'ＰＯＷＥＲ', 'POWER'],
  ])('finds by %s', (_how, q, code) => {
    expect(best(q)).toBe(code);
  });

  test('says why: where the words stand, and what was taken for the same', () => {
    const [power] = find(shipped, { q: '用电' }).items;
    const name = power?.why.find(({ field }) => field === 'name');
    expect(name).toEqual({
      field: 'name',
      text: '用电客户月用电',
      marks: [
        [0, 2],
        [5, 7],
      ],
      how: 'text',
    });
    const [byMeaning] = find(shipped, { q: 'electricity' }).items;
    expect(byMeaning?.why.find(({ field }) => field === 'name')?.how).toBe('meaning');
    const [bySound] = find(shipped, { q: 'ydl' }).items;
    expect(bySound?.why[0]).toMatchObject({ how: 'pinyin', marks: [[0, 3]] });
  });

  test('that nothing answers says what to try', () => {
    const { items, total, tips } = find(shipped, { q: '饕餮䶮' });
    expect({ items, total }).toEqual({ items: [], total: 0 });
    expect(tips.length).toBeGreaterThan(0);
    for (const { zh, en } of tips) expect([zh, en].every((text) => text.length > 5)).toBe(true);
  });

  test('narrowed to nothing says how many there would be without', () => {
    const { total, tips } = find(shipped, { q: '用电', department: 'aic' });
    expect(total).toBe(0);
    expect(tips[0]?.zh).toContain('department');
  });
});

describe('narrowing', () => {
  test('by department, cycle, grade, identifier and item leaves what has them all', () => {
    const found = find(shipped, { department: 'power', cycle: 'monthly', grade: 2, identifier: 'party-id' });
    expect(found.items.map(({ code }) => code)).toEqual(['POWER']);
    expect(find(shipped, { item: '用电量' }).items.map(({ code }) => code)).toEqual(['POWER']);
    expect(find(shipped, { item: 'account_no', department: 'power' }).total).toBe(1);
  });

  test('counts each facet as if that one were not narrowed', () => {
    const { facets, total } = find(shipped, { department: 'power' });
    expect(facets.department.length).toBeGreaterThan(10);
    expect(facets.department.find(({ value }) => value === 'power')).toEqual({
      value: 'power',
      name: '供电局',
      count: total,
    });
    expect(facets.grade.reduce((sum, { count }) => sum + count, 0)).toBe(total);
  });

  test('by database and class goes by what the descriptions say', () => {
    const { facets } = find(shipped, {});
    for (const name of ['database', 'class'] as const)
      for (const { value, count } of facets[name]) expect(find(shipped, { [name]: value }).total).toBe(count);
    expect(facets.database.length).toBeGreaterThan(0);
  });
});

describe('a large catalog', () => {
  const entries = makeEntries(3000);
  const large = new CatalogSearch(new Map());
  for (const entry of entries) large.put(entry);

  test('answers every kind of question', () => {
    for (const q of makeQuestions(39)) expect(find(large, { q }).total).toBeGreaterThan(0);
  });

  test('gives the pages of one list without a gap and without a repeat', () => {
    const pages = [0, 20, 40].flatMap(
      (offset) => discover(large, { q: '企业用电' }, { offset, limit: 20 }).items,
    );
    const whole = discover(large, { q: '企业用电' }, { offset: 0, limit: 60 }).items;
    expect(pages).toEqual(whole);
    expect(new Set(pages.map(({ code }) => code)).size).toBe(60);
  });

  test('finds an entry by its new words only, once it was replaced, and not at all once removed', () => {
    const [first] = entries;
    if (!first) throw new Error('no entries');
    large.put({ ...first, version: first.version + 1, name: '水獭保护区巡护记录' });
    expect(find(large, { q: '水獭' }).items.map(({ code }) => code)).toEqual([first.code]);
    large.remove(first.code);
    expect(find(large, { q: '水獭' }).total).toBe(0);
  });
});

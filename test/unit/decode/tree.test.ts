import { readRecord } from '../../../layers/refinery/decode/index.ts';
import { canonical, file, gbk, reasonOf, survey } from './fixtures.ts';

describe('JSON', () => {
  it('keeps the digits of numbers and joins the keys of all objects', async () => {
    const text =
      '[{"名称":"a\\"\\u8d35","金额":12345678901234567890.10},\n {"金额":1e2,"备注":null,"x":{"y":[1.50]}}, {}]';
    const path = file(text);
    const { survey: seen, text: out } = await canonical(path, 'a.json');
    expect(seen.tables[0]?.columns).toEqual(['名称', '金额', '备注', 'x']);
    expect(seen.tables[0]?.records).toBe(3);
    expect(out).toBe('"1","a""贵","12345678901234567890.10","",""\n"2","","1e2","","{""y"":[1.50]}"\n');
    expect(await readRecord(path, seen, '', 2)).toEqual({ line: 2, cells: ['', '1e2', '', '{"y":[1.50]}'] });
  });

  it('finds lists wherever they lie, each a table', async () => {
    const path = file('{"code":0,"data":{"rows":[{"a":1},{"a":2}],"other":[{"b":true}]},"tags":["x"]}');
    const { survey: seen, text } = await canonical(path, 'a.json', 'data.other');
    expect(seen.tables.map((table) => table.name)).toEqual(['data.rows', 'data.other']);
    expect(text).toBe('"1","true"\n');
  });

  it('reads lists of lists without column names', async () => {
    const { survey: seen, text } = await canonical(file('[["a","b"],[1.10,"x"]]'), 'a.json');
    expect(seen.tables[0]?.columns).toBeUndefined();
    expect(text).toBe('"1","a","b"\n"2","1.10","x"\n');
  });

  it('reads JSON Lines with line numbers as ordinals, also in GBK', async () => {
    const text = '{"a":1}\n\n{"b":"贵阳","a":0.10}\n';
    for (const bytes of [Buffer.from(text), gbk(text)]) {
      const { survey: seen, text: out } = await canonical(file(bytes), 'a.jsonl');
      expect(seen.format).toBe('jsonl');
      expect(seen.divisible).toBe(true);
      expect(out).toBe('"1","1",""\n"3","0.10","贵阳"\n');
    }
  });

  it.each([
    ['malformed-json', '[{"a":1},'],
    ['malformed-json', '[{"a":01}]'],
    ['malformed-json', '[{"a":1 "b":2}]'],
    ['malformed-json', '[{"a":{"b":}}]'],
    ['malformed-json', '{"a":1}'],
    ['malformed-json', '{"a":[1,2]}'],
    ['malformed-json', `${'{"a":'.repeat(100)}`],
    ['record-too-large', `[{"a":"${'x'.repeat(17 << 20)}"}]`],
    ['cell-too-large', `[{"a":"${'x'.repeat(2 << 20)}"}]`],
  ])('refuses %s', async (reason, text) => {
    expect(await reasonOf(canonical(file(text), 'a.json'))).toBe(reason);
  });

  it('says nothing of the content when it is malformed', async () => {
    const refused = await survey(file('[{"name":"张三" 520102}]'), 'a.json').catch((error) => error);
    expect(`${refused.message} ${refused.zh} ${refused.cause}`).not.toMatch(/张三|520102/);
  });
});

describe('XML', () => {
  const rows =
    '<ns:rows xmlns:ns="u"><head><time>1</time></head><row id="1"><名称>甲 &amp; 乙</名称><金额>12345678901234567890.10</金额></row>' +
    '<row id="2"><名称><![CDATA[<丙>]]></名称><detail><a>x</a><a>y</a></detail><空/></row></ns:rows>';

  it('takes the repeated element as row, attributes and nested elements as columns', async () => {
    const path = file(`<?xml version="1.0"?>${rows}`);
    const { survey: seen, text } = await canonical(path, 'a.xml');
    expect(seen.tables.map((table) => table.name)).toEqual(['rows/row']);
    expect(seen.tables[0]?.columns).toEqual(['id', '名称', '金额', 'detail/a', '空']);
    expect(text).toBe('"1","1","甲 & 乙","12345678901234567890.10","",""\n"2","2","<丙>","","x\ny",""\n');
    expect((await readRecord(path, seen, 'rows/row', 2)).cells[1]).toBe('<丙>');
  });

  it('reads GBK', async () => {
    const { survey: seen, text } = await canonical(
      file(gbk(`<?xml version="1.0" encoding="GBK"?>${rows}`)),
      'a.xml',
    );
    expect(seen.encoding).toBe('gb18030');
    expect(text).toContain('"甲 & 乙"');
  });

  it('finds the row of a document that has only one', async () => {
    const { text } = await canonical(
      file('<data><list><item><a>1</a><b>2</b></item></list></data>'),
      'a.xml',
    );
    expect(text).toBe('"1","1","2"\n');
  });

  it.each([
    ['dtd', '<!DOCTYPE r [<!ENTITY a "aaaa">]><r><x><a>&a;</a></x><x><a>1</a></x></r>'],
    ['dtd', '<?xml version="1.0"?>\n<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>'],
    ['malformed-xml', '<r><x><a>1</a></x>'],
    ['malformed-xml', '<r><x><a>&nope;</a></x></r>'],
    ['malformed-xml', `${'<a>'.repeat(300)}`],
    ['record-too-large', `<r><x><a>${'x'.repeat(18 << 20)}</a></x><x/></r>`],
    ['cell-too-large', `<r><x><a>${'x'.repeat(2 << 20)}</a></x><x><a>1</a></x></r>`],
  ])('refuses %s', async (reason, text) => {
    expect(await reasonOf(canonical(file(text), 'a.xml'))).toBe(reason);
  });
});

/** JSON, XML, DBF and Parquet files that are weapons. */
import { type Classic, refused } from './classic.ts';
import { dbf, parquet } from './valid-files.ts';

const json = (name: string, content: Classic['content'], ends: Classic['ends']): Classic => ({
  name,
  fileName: 'a.json',
  content: typeof content === 'string' ? Buffer.from(content) : content,
  ends,
});
const row = '{"记录号":"r1","姓名":"赵某"}';
const text = (value: string) => Buffer.from(value);

function jsons(): Classic[] {
  return [
    json('nesting of 1 M brackets', text('['.repeat(1_000_000)), refused('malformed-json')),
    json(
      'nesting of 1 M objects in a cell',
      text(`[{"记录号":"r1","x":${'{"a":'.repeat(1_000_000)}1${'}'.repeat(1_000_000)}}]`),
      refused('cell-too-large'),
    ),
    json('number of 10^6 digits', text(`[{"记录号":"r1","x":1${'0'.repeat(1_000_000)}}]`), { accepted: 1 }),
    json('number with a huge exponent', text('[{"记录号":"r1","死亡日期":1e999999999}]'), {
      accepted: 0,
      refused: 1,
    }),
    json('duplicate keys', text('[{"记录号":"r1","姓名":"赵某","姓名":"钱某"}]'), { accepted: 1 }),
    json('prototype keys', text('[{"记录号":"r1","__proto__":{"a":1},"constructor":"x"}]'), { accepted: 1 }),
    json('lone surrogate escapes', text('[{"记录号":"r1","姓名":"\\ud800"}]'), { accepted: 1 }),
    json('NUL escapes', text('[{"记录号":"r1","姓名":"\\u0000x"}]'), { accepted: 1 }),
    json(
      '20,000 keys',
      text(`[{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":1`).join(',')}}]`),
      refused('too-many-columns'),
    ),
    json('cut off', text(`[${row},{"记`), refused('malformed-json')),
    json('something behind the end', text(`[${row}]]]`), refused('malformed-json')),
    json('no list', text('{"a":1}'), refused('malformed-json')),
    {
      ...json('lines with one broken', text(`${row}\n{"记录号":\n`), refused('malformed-json')),
      fileName: 'a.jsonl',
    },
  ];
}

const xml = (name: string, content: string, ends: Classic['ends']): Classic => ({
  name,
  fileName: 'a.xml',
  content: Buffer.from(content),
  ends,
});
const record = '<row><记录号>r1</记录号><姓名>赵某</姓名></row>';

function xmls(): Classic[] {
  const attributes = Array.from({ length: 200_000 }, (_, i) => `a${i}="1"`).join(' ');
  return [
    xml(
      'XXE',
      `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><r>${record}<row><记录号>&e;</记录号></row></r>`,
      refused('dtd'),
    ),
    xml(
      'billion laughs',
      `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(1000)}">]><r>${record}${record}</r>`,
      refused('dtd'),
    ),
    xml('undeclared entity', `<r>${record}<row><记录号>&bomb;</记录号></row></r>`, refused('malformed-xml')),
    xml('attribute bomb', `<r>${record}<row ${attributes}/></r>`, refused('too-many-columns')),
    xml(
      'attribute of 20 MB',
      `<r>${record}<row a="${'x'.repeat(20 << 20)}"/></r>`,
      refused('record-too-large'),
    ),
    xml('element name of 3 MB', `<r>${record}<row><${'n'.repeat(3 << 20)}/></row></r>`, { accepted: 1 }),
    xml('nesting of 1 M elements', `<r>${record}${'<a>'.repeat(1_000_000)}`, refused('malformed-xml')),
    xml('cut off', `<r>${record}<row>`, refused('malformed-xml')),
    xml('NUL by number', `<r>${record}<row><记录号>&#0;</记录号></row></r>`, refused('malformed-xml')),
    xml('CDATA with markup', `<r>${record}<row><记录号><![CDATA[<script>]]></记录号></row></r>`, {
      accepted: 2,
    }),
  ];
}

function changed(bytes: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}

function dbfs(): Classic[] {
  const plain = dbf();
  const file = (name: string, content: Buffer, ends: Classic['ends']): Classic => ({
    name,
    fileName: 'a.dbf',
    content,
    ends,
  });
  return [
    file(
      'dbf with a wrong record length',
      changed(plain, (b) => b.writeUInt16LE(3, 10)),
      refused('malformed-dbf'),
    ),
    file(
      'dbf with too many records',
      changed(plain, (b) => b.writeUInt32LE(0xffff_ffff, 4)),
      refused('truncated'),
    ),
    file(
      'dbf with a header beyond its end',
      changed(plain, (b) => b.writeUInt16LE(60_000, 8)),
      refused('truncated'),
    ),
    file(
      'dbf with a field of no width',
      changed(plain, (b) => b.writeUInt8(0, 48)),
      refused('malformed-dbf'),
    ),
    file('dbf cut off', plain.subarray(0, plain.length - 20), refused('truncated')),
  ];
}

async function parquets(): Promise<Classic[]> {
  const plain = await parquet();
  const file = (name: string, content: Buffer): Classic => ({
    name,
    fileName: 'a.parquet',
    content,
    ends: refused('malformed-parquet'),
  });
  return [
    file('parquet cut off', plain.subarray(0, plain.length / 2)),
    file('parquet of a magic number', Buffer.from('PAR1')),
    file(
      'parquet whose footer lies about its length',
      changed(plain, (b) => b.writeUInt32LE(0x7fff_ffff, b.length - 8)),
    ),
    file(
      'parquet whose footer is noise',
      changed(plain, (b) => b.fill(0xaa, b.length - 200, b.length - 8)),
    ),
  ];
}

export const structures = async (): Promise<Classic[]> => [
  ...jsons(),
  ...xmls(),
  ...dbfs(),
  ...(await parquets()),
];

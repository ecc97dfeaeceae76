/** Text files that are weapons, and files that are not what their names say. */
import { type Classic, deaths, header, refused, repeated } from './classic.ts';

const csv = (name: string, content: Classic['content'], ends: Classic['ends']): Classic => ({
  name,
  fileName: '死亡信息.csv',
  content,
  ends,
});

const megabytes = (count: number) => 'x'.repeat(count << 20);
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));
/** A lone surrogate as CESU-8 and WTF-8 write it. */
const surrogate = [0xed, 0xa0, 0x80];

/** A cell of 2 GB whose end nobody will read: the first megabytes are text, the rest is a hole in the file. */
async function writeHugeCell(path: string): Promise<void> {
  const { open } = await import('node:fs/promises');
  const file = await open(path, 'w');
  try {
    await file.write(Buffer.from(`${header}r1,${megabytes(3)}`));
    await file.truncate(2 ** 31 + 1);
  } finally {
    await file.close();
  }
}

function shapes(): Classic[] {
  return [
    csv('0 bytes', Buffer.alloc(0), refused('empty-file')),
    csv('a mark and nothing else', Buffer.from('\ufeff'), refused('missing-item')),
    csv('10 M columns in one line', repeated('1,', 10_000_000, header, '\n'), refused('too-many-columns')),
    csv('cell of 2 GB', writeHugeCell, refused('cell-too-large')),
    csv('quoted cell of 3 MB', Buffer.from(`${header}r1,"${megabytes(3)}",\n`), refused('unclosed-quote')),
    csv(
      'record of 17 MB in small cells',
      Buffer.from(`${header}r1,${`${'x'.repeat(2000)},`.repeat(9000)}\n`),
      refused('record-too-large'),
    ),
    csv(
      'quote that never closes',
      bytes(header, 'r1,"赵某,2015-01-02\n', 'r2,钱某,2015-01-03\n'.repeat(100_000)),
      refused('unclosed-quote'),
    ),
    csv(
      'quote that never closes in a small file',
      deaths('r1,"赵某,2015-01-02', 'r2,钱某,2015-01-03'),
      refused('unclosed-quote'),
    ),
    csv('all quotes', Buffer.from('"'.repeat(100_001)), refused('unclosed-quote')),
    csv('all quotes, in pairs', Buffer.from('"'.repeat(100_000)), refused('missing-item')),
    csv('5 M empty lines', repeated('\n', 5_000_000, `${header}r1,赵某,2015-01-02\n`), {
      accepted: 1,
      ignored: 5_000_000,
    }),
    csv(
      'header of 20,000 columns',
      Buffer.from(`记录号,${Array.from({ length: 20_000 }, (_, i) => `列${i}`).join(',')}\n`),
      refused('too-many-columns'),
    ),
    csv('header cell of 2 MB', Buffer.from(`记录号,${megabytes(2)}\nr1,x\n`), refused('cell-too-large')),
    csv('16,000 columns of data', bytes(`${'a,'.repeat(16_000)}\n`.repeat(20)), refused('missing-item')),
  ];
}

function encodings(): Classic[] {
  return [
    csv('NUL bytes', deaths('r1,赵\0某,2015-01-02', 'r2,钱某,2015-01-03'), { accepted: 2 }),
    csv('nothing but NUL bytes', Buffer.alloc(70_000), refused('unknown-format')),
    csv(
      'lone surrogates',
      bytes(`${header}r1,`, surrogate, `,2015-01-02\n${'r2,钱某,2015-01-03\n'.repeat(500)}`),
      { accepted: 2, refused: 499 },
    ),
    csv(
      'byte order mark in the middle',
      deaths('r1,赵某,2015-01-02', '\ufeffr2,钱某,2015-01-03', '\ufeff"r3",孙某,2015-01-04'),
      { accepted: 3 },
    ),
    csv(
      'line ends of all kinds',
      Buffer.from(
        `${header}r1,赵某,2015-01-02\r\nr2,钱某,2015-01-03\nr3,孙某,2015-01-04\r\nr4,"李\r某",2015-01-05\r\n`,
      ),
      { accepted: 4 },
    ),
    csv('old Mac line ends', Buffer.from(`${header}r1,赵某,2015-01-02\n`.replaceAll('\n', '\r')), {
      accepted: 1,
    }),
    csv(
      'two encodings in one file',
      bytes(header, 'r1,赵某,2015-01-02\n'.repeat(50), [0xd5, 0xd4, 0xc4, 0xb3]),
      refused('bad-encoding'),
    ),
    csv(
      'random bytes',
      Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) & 255)),
      refused('bad-encoding'),
    ),
  ];
}

function injections(): Classic[] {
  const nasty = `'; DROP TABLE sifted; --","$$ /* ${'"'.repeat(2)} */ $1 \${x} {{7*7}}`;
  const cells = [
    `=cmd|'/c calc'!A1`,
    "x'); DROP TABLE good; --",
    "$$ || read_text('/etc/passwd') || $$",
    '+1+1',
    '@SUM(1)',
    '{{7*7}}',
    '%s%n%x',
    '../../etc/passwd',
  ];
  return [
    csv('header that injects SQL', Buffer.from(`记录号,姓名,"${nasty}"\nr1,赵某,x\n`), { accepted: 1 }),
    csv('header of SQL comments', Buffer.from('记录号,姓名,"*/ --","""; DROP TABLE x"\nr1,赵某,x,y\n'), {
      accepted: 1,
    }),
    csv(
      'cells that inject SQL and formulas',
      deaths(...cells.map((cell, i) => `r${i},"${cell}",2015-01-02`)),
      { accepted: cells.length },
    ),
    csv('keys that inject SQL and formulas', deaths(...cells.map((cell) => `"${cell}",赵某,2015-01-02`)), {
      accepted: cells.length - 1,
      refused: 1,
    }),
    csv(
      'template header with the items of an object’s prototype',
      Buffer.from('记录号,姓名,__proto__,constructor,toString\nr1,赵某,a,b,c\n'),
      { accepted: 1 },
    ),
  ];
}

function disguises(): Classic[] {
  const file = (name: string, fileName: string, content: string | Uint8Array, reason: string): Classic => ({
    name,
    fileName,
    content: Buffer.from(content as string),
    ends: refused(reason),
  });
  return [
    file('HTML named xls', 'a.xls', '<html><table><tr><td>记录号</td></tr></table></html>', 'type-mismatch'),
    file('PDF named xlsx', 'a.xlsx', '%PDF-1.7\n', 'type-mismatch'),
    file('EXE named csv', 'a.csv', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(500)]), 'type-mismatch'),
    file('ELF without an ending', 'data', '\x7fELF\x02', 'unknown-format'),
    file('zip named csv', 'a.csv', 'PK\x03\x04', 'type-mismatch'),
    file('script named txt', 'a.txt', '#!/bin/sh\nrm -rf /\n', 'type-mismatch'),
    file('csv named parquet', 'a.parquet', deaths('r1,赵某,2015-01-02'), 'type-mismatch'),
  ];
}

const awkwardNames = [
  '../../../etc/passwd.csv',
  '..\\..\\evil.csv',
  'a\r\nSet-Cookie: x=1\u0000.csv',
  `${'长'.repeat(300)}.csv`,
  '😀👨‍👩‍👧.csv',
  'evil\u202excod.csv',
  "'; DROP TABLE x; --.csv",
  '',
];

const names = (): Classic[] =>
  awkwardNames.map((fileName, i) => ({
    name: `file name ${i + 1}: ${JSON.stringify(fileName.slice(0, 24))}`,
    fileName,
    content: deaths('r1,赵某,2015-01-02'),
    ends: { accepted: 1, refused: 0, ignored: 0 },
  }));

export const texts = (): Classic[] => [
  ...shapes(),
  ...encodings(),
  ...injections(),
  ...disguises(),
  ...names(),
];

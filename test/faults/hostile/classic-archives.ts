/** Archives that are weapons. */
import { gzipSync } from 'node:zlib';
import { type Classic, deaths, refused } from './classic.ts';
import { type RawEntry, rawZip, zeros } from './raw-zip.ts';

const csv = deaths('r1,赵某,2015-01-02');
const slip = (name: string | Buffer, more: Partial<RawEntry> = {}) =>
  rawZip([
    { name: 'a.csv', content: csv },
    { name, content: 'x', ...more },
  ]);

const bomb = () => {
  const { packed, size, crc } = zeros(64);
  return { packed, claimedSize: size, crc };
};

/** Every entry of the directory points at the same compressed kernel. */
function overlapping(): Buffer {
  const entries = Array.from({ length: 50 }, (_, i) => ({
    name: `${i}.csv`,
    content: csv,
    claimedOffset: 0,
  }));
  return rawZip(entries);
}

function nested(depth: number): Buffer {
  let inner = rawZip([{ name: 'a.csv', content: csv }]);
  for (let level = 0; level < depth; level++)
    inner = rawZip([{ name: `${level}.zip`, content: inner, method: 0 }]);
  return inner;
}

/** An entry says it is small; what comes out is not. */
function understated(): Buffer {
  const { packed, crc } = zeros(64);
  return rawZip([{ name: 'a.csv', packed, claimedSize: 1000, crc }]);
}

const zip = (name: string, content: Uint8Array, ends: Classic['ends']): Classic => ({
  name,
  fileName: '死亡信息.zip',
  content,
  ends,
});

export const archives = (): Classic[] => [
  zip('zip bomb, flat', rawZip([{ name: 'a.csv', ...bomb() }]), refused('zip-bomb')),
  zip(
    'zip bomb, of many small entries',
    rawZip(Array.from({ length: 40 }, (_, i) => ({ name: `${i}.csv`, ...bomb() }))),
    refused('zip-bomb'),
  ),
  zip('zip bomb, nested', nested(6), refused('zip-bomb')),
  zip('zip bomb, overlapping', overlapping(), refused('zip-bomb')),
  zip('zip bomb, understated', understated(), refused('zip-bomb')),
  zip(
    'zip bomb, 10,001 entries',
    rawZip(Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}.csv` }))),
    refused('zip-bomb'),
  ),
  zip('zip slip, parent folder', slip('../../evil.csv'), refused('zip-slip')),
  zip('zip slip, absolute', slip('/tmp/evil.csv'), refused('zip-slip')),
  zip('zip slip, backslash', slip('..\\..\\evil.csv'), refused('zip-slip')),
  zip('zip slip, drive letter', slip('C:/evil.csv'), refused('zip-slip')),
  zip('zip slip, NUL in the name', slip('evil.csv\0.txt'), refused('zip-slip')),
  zip(
    'zip slip, symbolic link',
    slip('link.csv', { content: '/etc/passwd', attributes: 0o120777 * 65_536 }),
    refused('zip-slip'),
  ),
  zip('zip slip, two entries of one name', slip('A.csv'), refused('zip-slip')),
  zip('encrypted zip', rawZip([{ name: 'a.csv', content: csv, flags: 0x801 }]), refused('encrypted')),
  zip(
    'zip whose directory counts too many',
    rawZip([{ name: 'a.csv', content: csv }], 9),
    refused('malformed-archive'),
  ),
  zip(
    'zip with a wrong checksum',
    rawZip([{ name: 'a.csv', content: csv, crc: 1 }]),
    refused('malformed-archive'),
  ),
  zip(
    'zip packed in an unknown way',
    rawZip([{ name: 'a.csv', content: csv, method: 99 }]),
    refused('malformed-archive'),
  ),
  zip(
    'zip entry of no packed bytes',
    rawZip([{ name: 'a.csv', content: csv, claimedPacked: 0 }]),
    refused('malformed-archive'),
  ),
  zip('zip of nothing', rawZip([]), refused('no-data-file')),
  zip('zip of a program', rawZip([{ name: 'a.exe', content: 'MZ' }]), refused('no-data-file')),
  zip('zip of a plain file', rawZip([{ name: '数据/a.csv', content: csv }]), { accepted: 1 }),
  {
    name: 'gz of gz of gz',
    fileName: 'a.csv.gz.gz.gz',
    content: gzipSync(gzipSync(gzipSync(csv))),
    ends: refused('zip-bomb'),
  },
  {
    name: 'gz bomb',
    fileName: 'a.csv.gz',
    content: gzipSync(Buffer.alloc(96 << 20, 'a\n')),
    ends: refused('zip-bomb'),
  },
  {
    name: 'gz with garbage behind it',
    fileName: 'a.csv.gz',
    content: Buffer.concat([gzipSync(csv), Buffer.from('garbage')]),
    ends: refused('malformed-archive'),
  },
  {
    name: 'gz of two members',
    fileName: 'a.csv.gz',
    content: Buffer.concat([gzipSync(csv), gzipSync('r2,钱某,2015-02-03\n')]),
    ends: { accepted: 2 },
  },
  {
    name: 'gz cut off',
    fileName: 'a.csv.gz',
    content: gzipSync(csv).subarray(0, 40),
    ends: refused('truncated'),
  },
];

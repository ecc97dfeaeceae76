import { unzipSync } from 'fflate';
import { canonical, file, reasonOf, survey, xlsx } from './fixtures.ts';
import { streamedZip } from './streamed-zip.ts';

const dos = 0;
const unix = 3;
const book = unzipSync(xlsx('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'));

describe('a workbook written as a stream', () => {
  it.each([
    ['DOS, no attributes', dos, 0, false],
    ['Unix, no attributes', unix, 0, false],
    ['Unix, rights without a kind of file', unix, 0o644, false],
    ['Unix, an ordinary file', unix, 0o100644, false],
    ['Unix, an ordinary file without rights', unix, 0o100000, false],
    ['every bit set', unix, 0o177777, false],
    ['a link of a system that has none', dos, 0o120777, false],
    ['ZIP64 fields, no attributes', unix, 0, true],
    ['ZIP64 fields, an ordinary file', unix, 0o100644, true],
    ['ZIP64 fields, DOS', dos, 0, true],
  ])('is read: %s', async (_, system, mode, zip64) => {
    const path = file(streamedZip(book, { system, mode, zip64 }));
    expect((await canonical(path, 'a.xlsx')).text).toBe('"1","1","2"\n');
  });

  it.each([false, true])('is refused when an entry is a link, ZIP64 %s', async (zip64) => {
    const path = file(streamedZip(book, { system: unix, mode: 0o120777, zip64 }));
    expect(await reasonOf(survey(path, 'a.xlsx'))).toBe('zip-slip');
  });
});

import { readDocument } from '../../../layers/refinery/text/read-document.ts';
import { docxOf, ofdOf, pdfOf, writeDocument, zipOf } from './make-documents.ts';

const read = async (bytes: Uint8Array | string, masked = false) =>
  readDocument(await writeDocument(bytes), { masked });
const gbk = Buffer.from([0xb9, 0xe6, 0xbb, 0xae, 0xd0, 0xed, 0xbf, 0xc9]);

describe('text is taken out of', () => {
  test.each([
    ['UTF-8', Buffer.from('规划许可')],
    ['GBK', gbk],
    ['UTF-16', Buffer.from('\ufeff规划许可', 'utf16le')],
  ])('a text file in %s', async (_, bytes) => {
    expect(await read(bytes)).toMatchObject({ type: 'txt', state: 'text', text: '规划许可', cut: false });
  });

  test('a web page, without what it does not show', async () => {
    const page = `<!DOCTYPE html><html><head><title>公告</title><style>p{}</style></head><body onload="x('>')">
      <script>if (a < b) alert("秘密")</script><p title="1 > 0">建设<b>工程</b>&nbsp;规划&#35768;可<!-- 批注 --></p>5 < 6</body></html>`;
    expect(await read(page)).toMatchObject({ type: 'html', text: '公告\n建设工程 规划许可\n5 < 6' });
  });

  test('a web page that says it is in GBK', async () => {
    const page = Buffer.concat([
      Buffer.from('<html><meta charset="gb2312"><p>'),
      gbk,
      Buffer.from('</p></html>'),
    ]);
    expect(await read(page)).toMatchObject({ type: 'html', text: '规划许可' });
  });

  test('a DOCX, paragraph by paragraph, without what was deleted', async () => {
    expect(await read(await docxOf('第一段', '第二段 &amp; 完'))).toMatchObject({
      type: 'docx',
      text: '第一段\n第二段 & 完',
    });
  });

  test('an OFD, page by page in the order of their numbers', async () => {
    const pages = Array.from({ length: 11 }, (_, page) => `第${page}页`);
    const taken = await read(await ofdOf(...pages));
    expect(taken).toMatchObject({ type: 'ofd', pages: 11, text: pages.join('\n') });
  });

  test.each([
    ['with strings of several characters', {}],
    ['that places each character', { placed: true }],
    ['whose objects are packed', { packed: true }],
  ])('a PDF %s', async (_, shape) => {
    const taken = await read(pdfOf('建设用地规划许可证', shape));
    expect(taken).toMatchObject({ type: 'pdf', pages: 1, state: 'text', text: '建设用地规划许可证' });
  });

  test('the newest state of a PDF that was changed by appending', async () => {
    const appended =
      '\n4 0 obj\n<< /Type /Font /Subtype /Type1 >>\nendobj\n5 0 obj\n<< /Length 44 >>\nstream\n';
    const content = 'BT /F1 12 Tf (Hello \\(PDF\\)) Tj T* (end) Tj ET';
    const bytes = Buffer.concat([pdfOf('旧'), Buffer.from(`${appended}${content}\nendstream\nendobj\n`)]);
    expect(await read(bytes)).toMatchObject({ text: 'Hello (PDF)\nend' });
  });
});

describe('a file without text', () => {
  test.each([
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'png'],
    ['a PDF of pictures', pdfOf(''), 'pdf'],
    ['an empty file', Buffer.alloc(0), 'empty'],
    ['a file of no known kind', Buffer.from('\x01\x02\x03\x04\x05\x06', 'latin1'), 'unknown'],
  ])('%s says so', async (_, bytes, type) => {
    expect(await read(bytes)).toMatchObject({ type, state: 'none' });
  });

  test('says how many pages it has', async () => {
    expect((await read(pdfOf(''))).pages).toBe(1);
  });
});

describe('a file that wants to do harm', () => {
  test.each([
    ['is protected', pdfOf('密', { trailer: '/Encrypt 9 0 R ' }), 'encrypted'],
    ['is cut off', Buffer.from('PK\x03\x04rest', 'latin1'), 'truncated'],
    ['is a PDF of nothing', Buffer.from('%PDF-1.7\nnothing'), 'damaged'],
  ])('and %s fails with a reason', async (_, bytes, why) => {
    expect(await read(bytes)).toMatchObject({ state: 'failed', why });
  });

  test('by entities is not read', async () => {
    const body = '<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document><w:t>&a;</w:t></w:document>';
    const taken = await read(await zipOf({ 'word/document.xml': body }));
    expect(taken).toMatchObject({ type: 'docx', state: 'failed', why: 'dtd' });
  });

  test('by inflating is not read', async () => {
    const bomb = `<w:document><w:t>${' '.repeat(60 << 20)}</w:t></w:document>`;
    expect(await read(await zipOf({ 'word/document.xml': bomb }))).toMatchObject({
      state: 'failed',
      why: 'zip-bomb',
    });
  });

  test('by pages that hold themselves ends', async () => {
    const loop =
      '%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Kids [2 0 R 2 0 R] >>\nendobj\n';
    expect(await read(loop)).toMatchObject({ type: 'pdf', state: 'none', pages: 0 });
  });

  test('by naming one stream a million times ends', async () => {
    const content = `<< /Length 100000 >>\nstream\n${' '.repeat(100_000)}\nendstream`;
    const page = `<< /Type /Page /Contents [${'4 0 R '.repeat(1_000_000)}] >>`;
    const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Kids [3 0 R] >>', page, content];
    const bytes = `%PDF-1.4\n${objects.map((body, index) => `${index + 1} 0 obj\n${body}\nendobj\n`).join('')}`;
    expect(await read(bytes)).toMatchObject({ type: 'pdf', state: 'failed', why: 'too-large' });
  });

  test('by depth, open tags or open strings ends', async () => {
    for (const bytes of [
      `%PDF-1.4\n1 0 obj\n${'['.repeat(200_000)}`,
      `%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages (${'('.repeat(200_000)}`,
      `<html>${'<a href="'.repeat(100_000)}`,
      `<html>${'<script '.repeat(100_000)}`,
      `<html>${'<!--'.repeat(100_000)}`,
    ])
      expect(['none', 'failed', 'text']).toContain((await read(bytes)).state);
  });

  test('keeps no more than the limit of a long text', async () => {
    const taken = await read('税'.repeat(900_000));
    expect(taken).toMatchObject({ state: 'text', cut: true });
    expect(taken.text).toHaveLength(700_000);
  });
});

test('identifiers are masked where the grade asks for it, and only there', async () => {
  const text = '联系人：欧阳雪琴，身份证 11010519491231002X，电话 13800138000';
  expect((await read(await docxOf(text), true)).text).toBe(
    '联系人:欧阳**,身份证 110105********002X,电话 138****8000',
  );
  expect((await read(text)).text).toContain('11010519491231002X');
});

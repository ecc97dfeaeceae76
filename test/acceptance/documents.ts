/** Documents: their text is taken out after the scan, and found by who may read them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchView } from '../../schemas/api-answers.ts';
import type { DocumentsAnswer, DocumentView } from '../../schemas/document.ts';
import { docxOf, ofdOf, pdfOf } from '../unit/documents/make-documents.ts';
import { makeFolder, writeText } from './files.ts';
import { ask, type Home, shuiyuan, until } from './home.ts';
import { obtainGrant, slow, type UnderTest, upload } from './under-test.ts';

const described = JSON.stringify({
  code: 'DRAWDOC',
  name: '规划图纸',
  nameEn: 'planning documents',
  departments: ['tender-centre'],
  cycle: 'monthly',
  grade: 1,
  mode: 'increment-with-full',
  kind: 'unstructured',
  items: [{ code: 'file_no', name: '文号', type: 'text', key: 'primary' }],
});

/** Uploads a document and waits for its scan. */
async function send(home: Home, resource: string, name: string, bytes: Uint8Array): Promise<string> {
  const path = join(await makeFolder(), name);
  await writeFile(path, bytes);
  const { batch } = await upload(home, path, resource, '--as', 'tender-centre');
  await until(`the scan of ${name}`, async () => {
    await home.letScan();
    const { state } = await ask<BatchView>(home, ['batch', 'show', batch, '--as', 'tender-centre']);
    return state === 'committed' ? state : undefined;
  });
  return batch;
}

const find = (home: Home, words: string, as: string, ...more: string[]) =>
  ask<DocumentsAnswer>(home, ['document', 'search', words, '--as', as, ...more]);
const names = ({ items }: DocumentsAnswer): string[] => items.map(({ document }) => document.fileName).sort();

export function testDocuments(under: UnderTest): void {
  let pdf = '';

  test(
    'the text of a document is found by its provider, whatever its format',
    async () => {
      const { home } = under;
      await ask(home, ['resource', 'apply', await writeText('drawing.json', described)]);
      pdf = await send(home, 'DRAWDOC', '许可.pdf', pdfOf('观山湖区建设用地规划许可证'));
      await send(home, 'DRAWDOC', '公文.ofd', await ofdOf('关于规划许可的批复', '附件'));
      await send(home, 'DRAWDOC', '说明.docx', await docxOf('花溪区管网工程说明'));
      const found = await find(home, '规划许可', 'tender-centre');
      expect(names(found)).toEqual(['公文.ofd', '许可.pdf'].sort());
      for (const { snippet, marks } of found.items)
        expect(marks.map(([from, to]) => snippet.slice(from, to))).toEqual(['规划许可']);
      const shown = await ask<DocumentView>(home, ['document', 'show', pdf, '--as', 'tender-centre']);
      expect(shown).toMatchObject({ type: 'pdf', pages: 1, text: { state: 'text', masked: false } });
      const said = await shuiyuan(home, ['document', 'search', '管网', '--as', 'tender-centre']);
      expect(said.stdout).toContain('【管网】');
    },
    slow,
  );

  test(
    'others find nothing without a grant, and no longer find what was withdrawn',
    async () => {
      const { home } = under;
      const narrowed = ['--resource', 'DRAWDOC'];
      expect(names(await find(home, '规划许可', 'aic'))).toEqual([]);
      await ask(home, ['document', 'search', '规划许可', '--as', 'aic', ...narrowed], 1);
      await ask(home, ['document', 'show', pdf, '--as', 'aic'], 1);
      await obtainGrant(home, 'DRAWDOC', 'aic');
      expect(names(await find(home, '规划许可', 'aic', ...narrowed))).toHaveLength(2);
      await ask(home, ['batch', 'withdraw', pdf, '--reason', '误传', '--as', 'tender-centre']);
      expect(names(await find(home, '规划许可', 'aic'))).toEqual(['公文.ofd']);
      await ask(home, ['document', 'show', pdf, '--as', 'aic'], 1);
    },
    slow,
  );
}

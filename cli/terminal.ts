/** How the command line speaks: both languages, the reader's first; tables that line up with Chinese in them. */
import type { Language } from '../layers/core/errors.ts';

/** LANG (or LC_ALL) decides which language comes first; Chinese unless it says otherwise. */
export function readerLanguage(environment: NodeJS.ProcessEnv = process.env): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return /^en/i.test(locale) ? 'en' : 'zh';
}

/** Both texts, the reader's first. */
export const inBoth = (zh: string, en: string, language: Language = readerLanguage()): string =>
  language === 'zh' ? `${zh} / ${en}` : `${en} / ${zh}`;

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

/** Columns a text takes on a terminal. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0);

/** Rows in aligned columns, two blanks between. */
export function alignTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(printable(row[column] ?? '')))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const text = printable(cell);
          return column === row.length - 1 ? text : text + ' '.repeat((widths[column] ?? 0) - widthOf(text));
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Text from outside cannot steer the terminal: control and direction characters show as a mark. */
export const printable = (text: string): string =>
  text.replace(/[\t\n]/g, ' ').replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

/** Draws how far something has come on standard error, when that is a terminal. */
export function progressBar(label: string, total: number): { set(done: number): void; end(): void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { set() {}, end() {} };
  return {
    set(done) {
      const share = total === 0 ? 1 : Math.min(1, done / total);
      const filled = Math.round(share * 24);
      const bar = '█'.repeat(filled) + '░'.repeat(24 - filled);
      stderr.write(`\r${printable(label)} ${bar} ${Math.round(share * 100)}% `);
    },
    end() {
      stderr.write('\r\u001b[2K');
    },
  };
}

/** Athena's CSV of an answer: every value in quotes, a NULL as nothing at all, a line feed after each line. */

export type TextRow = readonly (string | undefined)[];

/** One line with its line feed. */
export const csvLine = (row: TextRow): string =>
  `${row.map((value) => (value === undefined ? '' : `"${value.replaceAll('"', '""')}"`)).join(',')}\n`;

/** The rows of such a text as they come, its header among them. Texts may be cut anywhere. */
export async function* csvRows(texts: AsyncIterable<string>): AsyncGenerator<TextRow> {
  let kept = '';
  for await (const text of texts) {
    kept += text;
    for (let end = lineEnd(kept); end >= 0; end = lineEnd(kept)) {
      yield cut(kept.slice(0, end));
      kept = kept.slice(end + 1);
    }
  }
}

/** Where the first line ends that is whole; −1: more is needed. */
function lineEnd(text: string): number {
  let quotes = 0;
  let from = 0;
  for (;;) {
    const end = text.indexOf('\n', from);
    if (end < 0) return -1;
    quotes += text.slice(from, end).split('"').length - 1;
    if (quotes % 2 === 0) return end;
    from = end + 1;
  }
}

function cut(line: string): TextRow {
  const values: (string | undefined)[] = [];
  let at = 0;
  do {
    const [whole, quoted] = /^(?:"((?:[^"]|"")*)")?/.exec(line.slice(at)) ?? [''];
    values.push(quoted?.replaceAll('""', '"'));
    at += whole.length + 1;
  } while (at <= line.length);
  return values;
}

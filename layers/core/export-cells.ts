/** Cells that leave for a spreadsheet: what a spreadsheet would compute is kept from it. The lake holds it unchanged. */

const formulaStart = /^[=+\-@\t\r]/;

/** Puts an apostrophe before text that a spreadsheet would take for a formula. */
export function neutralise(text: string): string {
  return formulaStart.test(text) ? `'${text}` : text;
}

/** One record of a CSV. */
export function csvRecord(cells: readonly string[]): string {
  const quoted = cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(',')}\r\n`;
}

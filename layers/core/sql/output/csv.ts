/** Athena's CSV of an answer: every value in quotes, a NULL as nothing at all, a line feed after each line. */

export type TextRow = readonly (string | undefined)[];

/** One line with its line feed. */
export const csvLine = (row: TextRow): string =>
  `${row.map((value) => (value === undefined ? '' : `"${value.replaceAll('"', '""')}"`)).join(',')}\n`;

/** How a column is called to people: counted from 1, with the letter a spreadsheet shows. */

/** @param column 0-based @returns `A`, `Z`, `AA`, … */
export function columnLetter(column: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

/** @param column 0-based @returns `3 (C)` */
export const columnName = (column: number): string => `${column + 1} (${columnLetter(column)})`;

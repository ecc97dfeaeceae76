/** The columns we add to a department's refused rows: put back to us corrected, the sheet is still of its own layout. */

/** Line, reason, advice, in the reader's language. */
export const rejectsTitles = {
  zh: ['行号', '原因', '怎么改'],
  en: ['Line', 'Reason', 'What to do'],
} as const;

/** The headers without ours, where they end in all of them. */
export function withoutRejectsColumns(headers: readonly string[]): readonly string[] {
  const own = headers.length - rejectsTitles.zh.length;
  const isOurs = (titles: readonly string[]) =>
    titles.every((title, i) => headers[own + i]?.trim() === title);
  return own > 0 && Object.values(rejectsTitles).some(isOurs) ? headers.slice(0, own) : headers;
}

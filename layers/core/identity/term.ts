/** Terms: from a moment on, and until another. */

/** The end is not within. */
export const within = (
  { from, until }: { readonly from?: string; readonly until?: string | undefined },
  at: string,
): boolean => (from === undefined || from <= at) && (until === undefined || at < until);

export const dayMilliseconds = 86_400_000;

/** A moment so many days after another. */
export const daysAfter = (at: string, days: number): string =>
  new Date(Date.parse(at) + days * dayMilliseconds).toISOString();

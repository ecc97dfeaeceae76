/**
 * What taking a text out of one file may cost. A file is read whole, so its size bounds the memory; time is looked at
 * between pieces. What is over is an answer (`failed`, and why), never an error of the batch.
 */

/** UTF-16 units that are kept of a text: of Chinese, some 2 MB. */
export const mostText = 700_000;
/** Bytes of a file whose text is taken out. */
export const mostFile = 64 << 20;
/** Bytes all parts of a file inflate to together. */
export const mostInflated = 128 << 20;
const mostMilliseconds = 20_000;

export type Why = 'encrypted' | 'too-large' | 'too-long' | 'damaged' | 'bad-encoding';

/** The file's text cannot be taken out. */
export class NoText extends Error {
  readonly why: Why;

  constructor(why: Why) {
    super(why);
    this.why = why;
  }
}

/** Collects a text up to its limit, in the form in which it is kept. */
export class TextBudget {
  readonly #pieces: string[] = [];
  readonly #end = performance.now() + mostMilliseconds;
  readonly #most: number;
  #length = 0;
  #inflated = 0;

  constructor(most = mostText) {
    this.#most = most;
  }

  get isFull(): boolean {
    return this.#length >= this.#most;
  }

  add(text: string): void {
    if (text === '' || this.isFull) return;
    this.#pieces.push(text.slice(0, this.#most - this.#length));
    this.#length += text.length;
  }

  /** @throws NoText when the time is over */
  tick(): void {
    if (performance.now() > this.#end) throw new NoText('too-long');
  }

  /** @throws NoText when all parts together are too large */
  inflate(bytes: number): void {
    this.#inflated += bytes;
    if (this.#inflated > mostInflated) throw new NoText('too-large');
  }

  /** NFKC, without control characters; blanks and empty lines in a row as one. */
  finish(): { text: string; cut: boolean } {
    const text = this.#pieces
      .join('')
      .toWellFormed()
      .normalize('NFKC')
      .replaceAll(/[^\P{Cc}\n\t]|\ufeff/gu, ' ')
      .replaceAll(/[^\S\n]+/gu, ' ')
      .replaceAll(/ ?\n[\n ]*/gu, '\n')
      .trim();
    return { text: text.slice(0, this.#most), cut: this.#length > this.#most };
  }
}

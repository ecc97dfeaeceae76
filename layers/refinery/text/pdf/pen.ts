/**
 * Where the next string stands, as far as it tells lines and words apart. Many programs place every character by itself:
 * on one line and close by, it goes on with the word. Widths of characters are not known; a Chinese one is as wide as
 * its font is high, another about half.
 */
import type { Value } from './objects.ts';

const wide = /[\u2e80-\uffef]/;

export class Pen {
  /** Where the line begins: moves are told from there. */
  #lineX = 0;
  #x = 0;
  #y = 0;
  #scale = 1;
  #size = 1;
  #end: { readonly x: number; readonly y: number } | undefined;
  #isBroken = false;

  size(value: Value | undefined): void {
    if (typeof value === 'number' && value !== 0) this.#size = Math.abs(value);
  }

  breakLine(): void {
    this.#isBroken = true;
  }

  act(word: string, operands: readonly Value[]): void {
    const [a, b, , d, e, f] = operands.map((one) => (typeof one === 'number' ? one : 0));
    if (word === 'BT') [this.#lineX, this.#y, this.#scale] = [0, 0, 1];
    if (word === 'T*') this.#isBroken = true;
    if (word === 'Td' || word === 'TD') {
      this.#lineX += (a ?? 0) * this.#scale;
      this.#y += (b ?? 0) * this.#scale;
    }
    if (word === 'Tm') [this.#lineX, this.#y, this.#scale] = [e ?? 0, f ?? 0, Math.abs(d || a || 1)];
    if (/^(?:BT|T\*|Td|TD|Tm)$/.test(word)) this.#x = this.#lineX;
  }

  /** What stands between the last string and the next: a line's end, a blank, or nothing. */
  gap(): string {
    const { x, y } = this.#end ?? { x: this.#x, y: this.#y };
    const high = this.#size * this.#scale;
    if (this.#isBroken || Math.abs(this.#y - y) > high * 0.3) return '\n';
    return this.#end && Math.abs(this.#x - x) > high * 0.6 ? ' ' : '';
  }

  /** Where it ends, about; the next string without a place of its own stands there. */
  shown(text: string): void {
    let width = 0;
    for (const one of text) width += wide.test(one) ? 1 : 0.5;
    this.#x += width * this.#size * this.#scale;
    this.#end = { x: this.#x, y: this.#y };
    this.#isBroken = false;
  }
}

/** The text that a page's content stream shows, in the order in which it shows it. */
import type { TextBudget } from '../budget.ts';
import { Bytes, type Dict, isDict, Name, Operator, Reader, Ref, type Value } from './objects.ts';
import { isNamed, type PdfFile } from './pdf-file.ts';
import { Pen } from './pen.ts';
import { type Decode, decoderOf } from './to-unicode.ts';

/** How deep forms may lie in forms. */
const mostForms = 5;
/** Thousandths of the font's size that are as wide as a blank. */
const blankWidth = -200;
const mostOperands = 10_000;

export class PageText {
  readonly #file: PdfFile;
  readonly #budget: TextBudget;
  readonly #pen = new Pen();
  readonly #fonts = new Map<Value, Decode | undefined>();

  constructor(file: PdfFile, budget: TextBudget) {
    this.#file = file;
    this.#budget = budget;
  }

  show(content: string, resources: Dict | undefined, depth = 0): void {
    const reader = new Reader(content);
    let operands: Value[] = [];
    let decode: Decode | undefined;
    for (let one = reader.next(); one !== undefined && !this.#budget.isFull; one = reader.next()) {
      this.#budget.tick();
      if (!(one instanceof Operator)) {
        if (operands.length < mostOperands) operands.push(one);
        continue;
      }
      if (one.word === 'Tf') {
        decode = this.#font(resources, operands[0]);
        this.#pen.size(operands[1]);
      } else if (one.word === 'Do') this.#form(resources, operands[0], depth);
      else if (one.word === 'BI') skipImage(reader);
      else this.#act(one.word, operands, decode);
      operands = [];
    }
    this.#pen.breakLine();
  }

  #act(word: string, operands: readonly Value[], decode: Decode | undefined): void {
    if (word === 'Tj') this.#add(operands[0], decode);
    else if (word === 'TJ') this.#addAll(operands[0], decode);
    else if (word === "'" || word === '"') {
      this.#pen.breakLine();
      this.#add(operands.at(-1), decode);
    } else this.#pen.act(word, operands);
  }

  #add(value: Value | undefined, decode: Decode | undefined): void {
    if (value instanceof Bytes && decode) this.#put(decode(value.text));
  }

  #put(text: string): void {
    this.#budget.add(this.#pen.gap() + text);
    this.#pen.shown(text);
  }

  #addAll(value: Value | undefined, decode: Decode | undefined): void {
    if (!Array.isArray(value) || !decode) return;
    let text = '';
    for (const one of value as readonly Value[]) {
      if (one instanceof Bytes) text += decode(one.text);
      // Between Chinese characters room means nothing.
      else if (typeof one === 'number' && one < blankWidth && /[\x21-\x7e]$/.test(text)) text += ' ';
    }
    this.#put(text);
  }

  #font(resources: Dict | undefined, name: Value | undefined): Decode | undefined {
    const named = this.#named(resources, 'Font', name);
    if (named === undefined) return undefined;
    const key = named instanceof Ref ? named.number : named;
    if (!this.#fonts.has(key)) {
      const font = this.#file.dict(named);
      this.#fonts.set(key, font && decoderOf(this.#file, font));
    }
    return this.#fonts.get(key);
  }

  #form(resources: Dict | undefined, name: Value | undefined, depth: number): void {
    const named = this.#named(resources, 'XObject', name);
    const form = this.#file.dict(named);
    if (depth >= mostForms || !form || !isNamed(form.get('Subtype'), 'Form')) return;
    const content = this.#file.stream(named);
    const own = this.#file.dict(form.get('Resources')) ?? resources;
    if (content !== undefined) this.show(content, own, depth + 1);
  }

  #named(resources: Dict | undefined, kind: string, name: Value | undefined): Value | undefined {
    const all = this.#file.dict(resources?.get(kind));
    return name instanceof Name && isDict(all) ? all.get(name.name) : undefined;
  }
}

/** Bytes of a picture in the stream are no words. */
function skipImage(reader: Reader): void {
  const end = /\sEI(?=\s|$)/g;
  end.lastIndex = reader.at;
  reader.at = end.test(reader.text) ? end.lastIndex : reader.text.length;
}

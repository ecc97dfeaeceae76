/**
 * What a process remembers of documents it has read: their records and texts never change, so it need not read a text
 * again in which the words cannot stand. Which documents there are is asked of the live list each time; of those that
 * no longer count everything is forgotten.
 */
import type { Document } from '../../../schemas/document.ts';

export interface Known {
  readonly document: Document;
  /** See `signText`. */
  readonly signature: Uint8Array;
}

/** Bytes of signatures a process holds; the rest is read each time. A text of 1,200 characters takes 2 kB. */
const mostBytes = 64 * 1024 ** 2;
/** A record beside its signature, about. */
const recordBytes = 1024;

const sizeOf = ({ signature }: Known): number => signature.length + recordBytes;

export class TextIndex {
  /** By resource, the one used last at the end; then by batch. */
  readonly #resources = new Map<string, Map<string, Known>>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(most = mostBytes) {
    this.#mostBytes = most;
  }

  /** What is known of a resource's live batches; the others' is forgotten. */
  of(resource: string, live: ReadonlySet<string>): ReadonlyMap<string, Known> {
    const known = this.#resources.get(resource) ?? new Map<string, Known>();
    for (const [batch, one] of known)
      if (!live.has(batch)) {
        known.delete(batch);
        this.#bytes -= sizeOf(one);
      }
    this.#resources.delete(resource);
    this.#resources.set(resource, known);
    return known;
  }

  /** Where there is no room, what was used longest ago goes; if that is its own, it is not kept. */
  keep(one: Known): void {
    const { resource, batch } = one.document;
    const known = this.#resources.get(resource);
    if (!known || known.has(batch)) return;
    for (const [oldest, others] of this.#resources) {
      if (this.#bytes + sizeOf(one) <= this.#mostBytes || oldest === resource) break;
      for (const other of others.values()) this.#bytes -= sizeOf(other);
      this.#resources.delete(oldest);
    }
    if (this.#bytes + sizeOf(one) > this.#mostBytes) return;
    known.set(batch, one);
    this.#bytes += sizeOf(one);
  }
}

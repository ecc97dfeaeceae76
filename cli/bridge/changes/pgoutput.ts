/**
 * The messages of PostgreSQL's logical replication (pgoutput, version 1), as its manual describes them: 55.9 Logical
 * Replication Message Formats. Values are text as the server writes them; nothing is turned into a number.
 */

/** A column's value; undefined where the server left out one that did not change (TOAST). */
export type TupleValue = string | null | undefined;

export interface Relation {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly isKey: boolean }[];
}

export type ChangeMessage =
  | { readonly tag: 'begin' }
  /** `end`: where the transaction ends in the log; confirming it takes it out of the slot. */
  | { readonly tag: 'commit'; readonly end: string }
  | { readonly tag: 'relation'; readonly relation: Relation }
  | { readonly tag: 'insert'; readonly relation: number; readonly fresh: readonly TupleValue[] }
  | {
      readonly tag: 'update';
      readonly relation: number;
      /** The row before, or its key alone; absent where the key did not change. */
      readonly old?: readonly TupleValue[];
      readonly fresh: readonly TupleValue[];
    }
  | { readonly tag: 'delete'; readonly relation: number; readonly old: readonly TupleValue[] }
  | { readonly tag: 'truncate'; readonly relations: readonly number[] }
  | { readonly tag: 'other' };

class Cursor {
  private at = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  byte(): number {
    this.at += 1;
    return this.bytes.readUInt8(this.at - 1);
  }

  tag(): string {
    return String.fromCharCode(this.byte());
  }

  int16(): number {
    this.at += 2;
    return this.bytes.readInt16BE(this.at - 2);
  }

  int32(): number {
    this.at += 4;
    return this.bytes.readUInt32BE(this.at - 4);
  }

  lsn(): string {
    const [high, low] = [this.int32(), this.int32()];
    return `${high.toString(16).toUpperCase()}/${low.toString(16).toUpperCase()}`;
  }

  skip(bytes: number): void {
    this.at += bytes;
  }

  text(): string {
    const end = this.bytes.indexOf(0, this.at);
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  value(): TupleValue {
    const kind = this.tag();
    if (kind === 'n') return null;
    if (kind === 'u') return undefined;
    const length = this.int32();
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }

  tuple(): TupleValue[] {
    return Array.from({ length: this.int16() }, () => this.value());
  }
}

function readRelation(cursor: Cursor): Relation {
  const id = cursor.int32();
  const [schema, name] = [cursor.text(), cursor.text()];
  cursor.byte();
  const columns = Array.from({ length: cursor.int16() }, () => {
    const isKey = (cursor.byte() & 1) === 1;
    const column = { name: cursor.text(), isKey };
    cursor.skip(8);
    return column;
  });
  return { id, schema, name, columns };
}

function readUpdate(cursor: Cursor): ChangeMessage {
  const relation = cursor.int32();
  const kind = cursor.tag();
  if (kind === 'N') return { tag: 'update', relation, fresh: cursor.tuple() };
  const old = cursor.tuple();
  cursor.tag();
  return { tag: 'update', relation, old, fresh: cursor.tuple() };
}

function readCommit(cursor: Cursor): ChangeMessage {
  cursor.skip(1 + 8);
  return { tag: 'commit', end: cursor.lsn() };
}

function readInsert(cursor: Cursor): ChangeMessage {
  const relation = cursor.int32();
  cursor.tag();
  return { tag: 'insert', relation, fresh: cursor.tuple() };
}

function readDelete(cursor: Cursor): ChangeMessage {
  const relation = cursor.int32();
  cursor.tag();
  return { tag: 'delete', relation, old: cursor.tuple() };
}

function readTruncate(cursor: Cursor): ChangeMessage {
  const count = cursor.int32();
  cursor.byte();
  return { tag: 'truncate', relations: Array.from({ length: count }, () => cursor.int32()) };
}

/** One message. */
export function readMessage(bytes: Buffer): ChangeMessage {
  const cursor = new Cursor(bytes);
  switch (cursor.tag()) {
    case 'B':
      return { tag: 'begin' };
    case 'C':
      return readCommit(cursor);
    case 'R':
      return { tag: 'relation', relation: readRelation(cursor) };
    case 'I':
      return readInsert(cursor);
    case 'U':
      return readUpdate(cursor);
    case 'D':
      return readDelete(cursor);
    case 'T':
      return readTruncate(cursor);
    default:
      return { tag: 'other' };
  }
}

/** Places in the log, in their order. */
export function lsnValue(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

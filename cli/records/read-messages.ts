/** Reads a file of JSON lines as messages, some at a time: memory stays flat. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { WrongUsage } from '../failures.ts';

export interface Message {
  readonly id: string;
  readonly record: Record<string, unknown>;
  /** In the file, from 1. */
  readonly line: number;
}

export interface Naming {
  /** The item whose value is the id. */
  readonly field: string | undefined;
  /** Of the file, hex: the id of a line without a field is made from it. */
  readonly digest: string;
}

const mostMessages = 400;
/** Well below what a request may hold. */
const mostCharacters = 256 * 1024;

/** @throws WrongUsage for a line that is no JSON object, or has no id */
export async function* readMessages(path: string, naming: Naming): AsyncGenerator<readonly Message[]> {
  let open: Message[] = [];
  let characters = 0;
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    line += 1;
    if (text.trim() === '') continue;
    const record = parseLine(text, line);
    if (open.length === mostMessages || (open.length > 0 && characters + text.length > mostCharacters)) {
      yield open;
      [open, characters] = [[], 0];
    }
    open.push({ id: idOf(record, line, naming), record, line });
    characters += text.length;
  }
  if (open.length > 0) yield open;
}

function parseLine(text: string, line: number): Record<string, unknown> {
  try {
    const record: unknown = JSON.parse(text);
    if (typeof record === 'object' && record !== null && !Array.isArray(record))
      return record as Record<string, unknown>;
  } catch {}
  throw new WrongUsage(`第 ${line} 行不是 JSON 对象`, `line ${line} is not a JSON object`);
}

function idOf(record: Record<string, unknown>, line: number, { field, digest }: Naming): string {
  if (field === undefined) return `${digest.slice(0, 32)}-${line}`;
  const value = record[field];
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new WrongUsage(
    `第 ${line} 行没有可作编号的 ${field}`,
    `line ${line} has no ${field} that could be its id`,
  );
}

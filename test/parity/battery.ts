/** The battery: queries in files, a subject a file, each under a comment line that names it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Question {
  readonly subject: string;
  /** One in its subject. */
  readonly name: string;
  readonly sql: string;
}

const folder = join(import.meta.dirname, 'battery');

export const subjects = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.slice(0, -4))
    .sort();

/** @throws when two queries of a subject have one name, or one has none */
export function readSubject(subject: string): readonly Question[] {
  const questions: Question[] = [];
  let name = '';
  let lines: string[] = [];
  for (const line of readFileSync(join(folder, `${subject}.sql`), 'utf8').split('\n')) {
    if (lines.length === 0 && line.startsWith('--')) name = line.slice(2).trim();
    else if (lines.length > 0 || line.trim() !== '') lines.push(line);
    if (!line.trimEnd().endsWith(';') || lines.length === 0) continue;
    const sql = lines.join('\n').trim().slice(0, -1);
    questions.push({ subject, name: nameOf(name, subject, questions), sql });
    lines = [];
  }
  if (lines.length > 0) throw new Error(`${subject}: the last query has no semicolon`);
  return questions;
}

/** Queries under one comment line are numbered. */
function nameOf(name: string, subject: string, before: readonly Question[]): string {
  if (name === '') throw new Error(`${subject}: a query without a name`);
  const same = before.filter((one) => one.name === name || one.name.startsWith(`${name} #`)).length;
  return same === 0 ? name : `${name} #${same + 1}`;
}

/** Reads a YAML file against a schema and says file, line and path of whatever does not fit. */
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { InvalidInput } from '../errors.ts';

/** A definition is written by people; anything longer is not one. */
const maxCharacters = 2_000_000;
const maxIssues = 10;

interface Read {
  readonly document: Document;
  readonly lines: LineCounter;
}

/**
 * Parses `text` and checks it with `schema`.
 * @throws InvalidInput naming file, line and path of the first faults
 */
export function readYaml<S extends z.ZodType>(text: string, fileName: string, schema: S): z.output<S> {
  const read = parseText(text, fileName);
  const checked = schema.safeParse(toValue(read, fileName));
  if (checked.success) return checked.data;
  const faults = checked.error.issues.slice(0, maxIssues).map((issue) => {
    const path = issue.path as (string | number)[];
    return { path: path.join('.') || '(top)', line: lineOf(read, path), message: issue.message };
  });
  const listed = faults
    .map((fault) => `${fileName}:${fault.line}: ${fault.path}: ${fault.message}`)
    .join('\n');
  throw new InvalidInput(
    `the definition does not fit its schema; correct these places:\n${listed}`,
    `定义文件不符合规范，请修改以下位置：\n${listed}`,
    { place: { file: fileName, line: faults[0]?.line } },
  );
}

function parseText(text: string, fileName: string): Read {
  if (text.length > maxCharacters) throw notYaml(fileName, 1, `longer than ${maxCharacters} characters`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const error = document.errors[0];
  if (error !== undefined) throw notYaml(fileName, lines.linePos(error.pos[0]).line, error.message);
  return { document, lines };
}

/** Aliases may be used, but not to blow a small file up into a large value. */
function toValue({ document }: Read, fileName: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 });
  } catch (cause) {
    throw notYaml(fileName, 1, cause instanceof Error ? cause.message : 'unreadable');
  }
}

function notYaml(fileName: string, line: number, why: string): InvalidInput {
  return new InvalidInput(
    `${fileName}:${line}: this is not readable YAML (${why}); correct the line and try again`,
    `${fileName}:${line}：不是可读的 YAML（${why}），请修改该行后重试`,
    { place: { file: fileName, line } },
  );
}

/** The line of the nearest node on the way to `path`: a missing key is reported at its parent. */
function lineOf({ document, lines }: Read, path: readonly (string | number)[]): number {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** Delimited and fixed-width text as canonical records. */
import type { Chunk, Survey } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { sizeOf } from './byte-source.ts';
import type { Decode } from './canonical-file.ts';
import type { CanonicalWriter } from './canonical-writer.ts';
import { DelimitedScanner } from './delimited.ts';
import { fieldText } from './field-text.ts';
import type { DecodeLimits } from './limits.ts';
import { splitLines } from './lines.ts';
import { lineEndOf, sampleText } from './text-shape.ts';
import { utf8Bytes } from './transcode.ts';

/** Decodes delimited text, or one chunk of it; ordinals are record numbers of the whole file. */
export function decodeDelimited(path: string, survey: Survey, limits: DecodeLimits, chunk?: Chunk): Decode {
  return async (writer) => {
    const encoding = survey.encoding ?? 'utf-8';
    const shape = {
      delimiter: (survey.delimiter ?? ',').charCodeAt(0),
      lineEnd: lineEndOf(await sampleText(path, encoding)),
    };
    const scanner = new DelimitedScanner(writer, shape, chunk?.firstRecord);
    for await (const piece of utf8Bytes(path, encoding, limits, chunk)) if (!scanner.push(piece)) return;
    scanner.finish();
  };
}

/** Decodes text whose columns stand at the byte positions the resource gives; cells lose the blanks around them. */
export function decodeFixedWidth(
  path: string,
  survey: Survey,
  resource: Resource,
  limits: DecodeLimits,
  chunk?: Chunk,
): Decode {
  return async (writer) => {
    const slice = fieldSlicer(survey, resource);
    const lines = splitLines(path, survey, limits, chunk ?? { start: 0, end: await sizeOf(path) });
    let ordinal = chunk?.firstRecord ?? 1;
    for await (const line of lines) if (!writeFields(writer, ordinal++, slice(line))) return;
  };
}

function writeFields(writer: CanonicalWriter, ordinal: number, cells: readonly string[]): boolean {
  writer.begin(ordinal);
  for (const cell of cells) writer.cell(cell);
  return writer.end();
}

/** Cuts a line at the resource's positions; what stands behind the last one is kept in a further cell. */
function fieldSlicer(survey: Survey, resource: Resource): (line: Buffer) => string[] {
  const fields = resource.fixedWidth ?? [];
  const end = Math.max(0, ...fields.map((field) => field.start + field.width));
  const decoder = new TextDecoder(survey.encoding);
  const text = (line: Buffer, from: number, to: number) => fieldText(line.subarray(from, to), decoder).trim();
  return (line) => {
    const cells = fields.map(({ start, width }) => text(line, start, start + width));
    const surplus = line.length > end ? text(line, end, line.length) : '';
    return surplus === '' ? cells : [...cells, surplus];
  };
}

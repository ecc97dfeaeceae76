/** An operation of Athena's API: what it takes, and what it does. */
import { z } from 'zod';
import { decide } from '../../../layers/core/identity/decide.ts';
import { workGroupName } from '../../../schemas/work-group.ts';
import { type AthenaError, invalid } from '../athena-error.ts';
import type { Asked, AthenaHome } from '../home.ts';

export type Operation = (home: AthenaHome, asked: Asked<unknown>) => Promise<object>;

/** Whoever may not run queries may not ask about them either. */
export const operation =
  <Shape extends z.ZodRawShape>(
    shape: Shape,
    run: (home: AthenaHome, asked: Asked<z.infer<z.ZodObject<Shape>>>) => Promise<object>,
  ): Operation =>
  async (home, { principal, input }) => {
    decide(principal, 'query.run', { owner: principal.department });
    const parsed = z.object(shape).safeParse(input);
    if (!parsed.success) throw wrongInput(parsed.error);
    return run(home, { principal, input: parsed.data });
  };

/** What AWS has and this home has not; refused by its name. */
export const absentOperation =
  (en: string, zh: string): Operation =>
  async () => {
    throw invalid(`${zh} / ${en}`, 'NOT_SUPPORTED');
  };

function wrongInput({ issues: [first] }: z.ZodError): AthenaError {
  const where = first?.path.join('.') ?? '';
  return invalid(
    `1 validation error detected: Value at '${where}' failed to satisfy constraint: ${first?.message}`,
  );
}

export const queryId = z.string().regex(/^[\w-]{1,128}$/);
export const workGroup = workGroupName.optional();
/** In characters and in bytes of UTF-8, as Athena counts. */
export const statementText = z
  .string()
  .min(1)
  .max(262_144)
  .refine((text) => Buffer.byteLength(text) <= 262_144, 'at most 262144 bytes');
export const mostResults = (most: number) => z.number().int().min(0).max(most).optional();
export const nextToken = z.string().min(1).max(1024).optional();

/** Seconds since 1970, as the protocol has moments. */
export const seconds = (time: string): number => Date.parse(time) / 1000;

/** A page of what is in memory, after the name that stands in the token. */
export function pageOf<T>(
  all: readonly T[],
  nameOf: (one: T) => string,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): { readonly page: readonly T[]; readonly NextToken?: string } {
  const from = after === undefined ? 0 : all.findIndex((one) => nameOf(one) === after) + 1;
  if (after !== undefined && from === 0) throw invalid('NextToken is not valid', 'INVALID_NEXT_TOKEN');
  const page = all.slice(from, from + limit);
  const last = page.at(-1);
  return from + limit < all.length && last !== undefined ? { page, NextToken: nameOf(last) } : { page };
}

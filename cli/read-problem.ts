/** What the server refused, as the failure it means: a problem of RFC 9457, with the fields it names. */
import { z } from 'zod';
import { problemSchema } from '../schemas/api-answers.ts';
import { type CommandFailure, RefusedCommand, TransientFailure } from './failures.ts';
import { readerLanguage } from './terminal.ts';

/** Another server on the way may answer in its own words: what is of another type counts as not said. */
const saidSchema = z.object({
  detail: problemSchema.shape.detail.optional().catch(undefined),
  code: problemSchema.shape.code.optional().catch(undefined),
  errors: problemSchema.shape.errors.catch(undefined),
});
type Said = z.infer<typeof saidSchema>;

/** Where in the request a field stands says nothing to somebody who wrote an option. */
const nameOf = (field: string): string => field.replace(/^(?:body|query|path|header)\.(?=.)/, '');

function textOf({ detail, errors = [] }: Said, status: number): string {
  if (errors.length === 0) return detail ?? `HTTP ${status}`;
  const isChinese = readerLanguage() === 'zh';
  const lines = errors.map((one) => `  ${nameOf(one.field)}${isChinese ? '：' : ': '}${one.detail}`);
  return [isChinese ? '请改正：' : 'correct:', ...lines].join('\n');
}

/** The answer goes into the JSON as it came. Anything that is no problem is named by its status. */
export async function readProblem(response: Response): Promise<CommandFailure> {
  const { status } = response;
  const problem: unknown = await response.json().catch(() => ({}));
  const said = saidSchema.safeParse(problem).data ?? {};
  const text = textOf(said, status);
  const mayPass = status >= 500 || status === 429 || status === 408;
  const Kind = mayPass ? TransientFailure : RefusedCommand;
  return new Kind(said.code ?? `http-${status}`, text, text, problem);
}

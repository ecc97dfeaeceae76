/** What passes between the host and a refinery child, and how errors cross with class and code intact. */
import type { TokenCounts } from '../core/desensitise/token-source.ts';
import {
  ConditionFailed,
  Forbidden,
  IntegrityError,
  InvalidInput,
  NotFound,
  ObjectExists,
  type Place,
  PoisonError,
  Refused,
  ShuiyuanError,
  TransientError,
} from '../core/errors.ts';
import type { Refinery } from '../core/ports/refinery.ts';
import type { TokenOrder, TokenUse } from '../core/ports/tokeniser.ts';

export type RefineryMethod = keyof Refinery;

/** A stream does not cross: the child leaves it in its job's folder under this name. */
export const rejectsFile = 'rejects';

/** Host to child. */
export type ToChild =
  | {
      readonly kind: 'start';
      /** The child's own folder, above those of its jobs. */
      readonly root: string;
    }
  | {
      readonly kind: 'job';
      readonly method: RefineryMethod;
      readonly args: readonly unknown[];
      /** The job's own folder; the host removes it when the job has ended, however it ended. */
      readonly folder: string;
    }
  | { readonly kind: 'answer'; readonly call: number; readonly outcome: Outcome };

/** Child to host. `put` names a file inside the job's folder. */
export type ToHost =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'call'; readonly call: number; readonly ask: Ask };

export type Ask =
  | { readonly want: 'fileOf'; readonly key: string }
  | { readonly want: 'put'; readonly key: string; readonly path: string }
  | { readonly want: 'head'; readonly key: string }
  | { readonly want: 'reserve'; readonly use: TokenUse; readonly counts: TokenCounts }
  | { readonly want: 'tokens'; readonly order: TokenOrder };

export type Outcome = { readonly value: unknown } | { readonly error: WireError };

interface WireError {
  readonly name: string;
  readonly code: string;
  readonly en: string;
  readonly zh: string;
  readonly place: Place;
  /** Records or objects the error names. */
  readonly keys: readonly string[];
  /** Where it was thrown; frames only, never the text. */
  readonly frames: readonly string[];
}

/** Frames of the stack, without the text before them, whatever lines that has. */
function framesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { stack = '', message } = error;
  const frames = stack.slice(Math.max(0, stack.indexOf(message)) + message.length).split('\n');
  return frames.filter((line) => /^\s+at /.test(line)).slice(0, 8);
}

function keysOf(error: unknown): readonly string[] {
  if (error instanceof ConditionFailed) return error.keys;
  return error instanceof ObjectExists ? [error.key] : [];
}

/** The text of an error that is none of ours may quote a row: only its kind crosses. */
function describeUnknown(error: unknown): Pick<WireError, 'name' | 'code' | 'en' | 'zh' | 'place'> {
  const name = error instanceof Error ? error.name : 'unknown';
  return {
    name,
    code: 'transient',
    en: `the refinery stopped with ${name}; the step is tried again`,
    zh: `加工进程中止（${name}），该步骤将重试`,
    place: {},
  };
}

export function encodeError(error: unknown): WireError {
  const known =
    error instanceof ShuiyuanError
      ? { name: error.name, code: error.code, en: error.message, zh: error.zh, place: error.place }
      : describeUnknown(error);
  return { ...known, keys: keysOf(error), frames: framesOf(error) };
}

type Rebuild = (wire: WireError, options: { place: Place; cause: unknown }) => ShuiyuanError;

const rebuilds: Record<string, Rebuild> = {
  PoisonError: ({ code, en, zh }, options) => new PoisonError(code, en, zh, options),
  Refused: ({ code, en, zh }, options) => new Refused(code, en, zh, options),
  NotFound: ({ en, zh }, options) => new NotFound(en, zh, options),
  InvalidInput: ({ en, zh }, options) => new InvalidInput(en, zh, options),
  IntegrityError: ({ en, zh }, options) => new IntegrityError(en, zh, options),
  Forbidden: ({ en, zh }, options) => new Forbidden(en, zh, options),
  ObjectExists: ({ keys }) => new ObjectExists(keys[0] ?? ''),
  ConditionFailed: ({ keys }) => new ConditionFailed(keys),
};

/** The error as it was thrown on the other side; a class not known here is a transient fault. */
function decodeError(wire: WireError): ShuiyuanError {
  const cause = new Error(wire.name);
  cause.stack = [wire.name, ...wire.frames].join('\n');
  const options = { place: wire.place, cause };
  return rebuilds[wire.name]?.(wire, options) ?? new TransientError(wire.en, wire.zh, options);
}

/** Runs `work` into what can be sent. */
export async function outcomeOf(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: encodeError(error) };
  }
}

/** @throws what the other side threw */
export function resultOf(outcome: Outcome): unknown {
  if ('error' in outcome) throw decodeError(outcome.error);
  return outcome.value;
}

/** What a command is: its words, its options, and what it gives back. */
import type { ParseArgsOptionsConfig } from 'node:util';
import type { Connection } from './connection.ts';
import { WrongUsage } from './failures.ts';

/** Values of the options as they stand on the command line. */
export type OptionValues = Readonly<
  Record<string, string | boolean | readonly (string | boolean)[] | undefined>
>;

export interface CommandInput {
  readonly connection: Connection;
  readonly words: readonly string[];
  readonly values: OptionValues;
}

export interface Outcome {
  /** The one document of --json. */
  readonly json: unknown;
  /** The same for a person. */
  readonly text: string;
  /** Exit status; 0 unless given. */
  readonly status?: number;
}

export interface Command {
  /** `inbox fetch` */
  readonly name: string;
  /** What follows the name. */
  readonly usage: string;
  readonly zh: string;
  readonly en: string;
  readonly options?: ParseArgsOptionsConfig;
  /** How many words it takes: least and most. */
  readonly words: readonly [number, number];
  /** It asks no platform, and runs where there is none. */
  readonly isOffline?: boolean;
  readonly run: (input: CommandInput) => Promise<Outcome>;
}

/** A text option; undefined when it is not given. */
export function textOf(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

export const isSet = (values: OptionValues, name: string): boolean => values[name] === true;

/** Whole seconds. @throws WrongUsage */
export function secondsOf(values: OptionValues, name: string, usual: number): number {
  const text = textOf(values, name);
  const number = text === undefined ? usual : Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new WrongUsage(`--${name} 须为大于 0 的秒数`, `--${name} is a number of seconds above 0`);
}

/** A text of commas as its parts. */
export const listOf = (text: string | undefined): string[] | undefined =>
  text
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** @throws WrongUsage when it is missing */
export function wordAt(words: readonly string[], index: number, name: string): string {
  const word = words[index];
  if (word !== undefined) return word;
  throw new WrongUsage(`缺少 ${name}`, `${name} is missing`);
}

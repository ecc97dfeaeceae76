/** The command line as a command, its words and its options. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Command, OptionValues } from './command.ts';
import { commands } from './commands/index.ts';
import { WrongUsage } from './failures.ts';

const everywhere = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  url: { type: 'string' },
  token: { type: 'string' },
  as: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

export interface CommandLine {
  /** Undefined: help or version. */
  readonly command: Command | undefined;
  readonly words: readonly string[];
  readonly values: OptionValues;
}

/** Every option of every command, to find the words among them before the command is known. */
function allOptions(): ParseArgsOptionsConfig {
  return Object.assign(
    {},
    ...commands.map((command) => command.options),
    everywhere,
  ) as ParseArgsOptionsConfig;
}

function parse(args: readonly string[], options: ParseArgsOptionsConfig, strict: boolean) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict });
  } catch (error) {
    throw new WrongUsage(wrongOption(error as NodeJS.ErrnoException), (error as Error).message);
  }
}

/** What Node says of an option it does not take, in Chinese. */
function wrongOption({ code, message }: NodeJS.ErrnoException): string {
  const option = /'(?:-\w, )?(-[^' ]*)/.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `没有选项 ${option}`;
  if (!/argument missing|is ambiguous/.test(message)) return `选项 ${option} 不带取值`;
  return `选项 ${option} 缺少取值；取值以“-”开头时写作 ${option}=取值`;
}

const unknownCommand = (words: readonly string[]): WrongUsage => {
  const name = words.slice(0, 2).join(' ');
  return new WrongUsage(
    `没有命令 ${name}，见 shuiyuan help`,
    `there is no command ${name}, see shuiyuan help`,
  );
};

function findCommand(words: readonly string[]): Command | undefined {
  const starts = ({ name }: Command) => name.split(' ').every((word, index) => words[index] === word);
  return commands.find(starts);
}

/** @throws WrongUsage for an unknown command or option, or too few or many words */
export function readCommandLine(args: readonly string[]): CommandLine {
  const loose = parse(args, allOptions(), false);
  const asksHelp = loose.positionals.length === 0 || loose.positionals[0] === 'help';
  if (loose.values.version || loose.values.help || asksHelp)
    return { command: undefined, words: loose.positionals, values: loose.values as OptionValues };
  const command = findCommand(loose.positionals);
  if (!command) throw unknownCommand(loose.positionals);
  const { positionals, values } = parse(args, { ...command.options, ...everywhere }, true);
  const words = positionals.slice(command.name.split(' ').length);
  const [least, most] = command.words;
  if (words.length < least || words.length > most) throw wrongWords(command);
  return { command, words, values: values as OptionValues };
}

const wrongWords = ({ name, usage }: Command): WrongUsage =>
  new WrongUsage(`用法：shuiyuan ${name} ${usage}`, `usage: shuiyuan ${name} ${usage}`);

/** `shuiyuan`: the command line, for both homes. One command, one document or text, one exit status. */

import { trustFolder } from '../layers/authority/trust-folder.ts';
import { InvalidInput, ShuiyuanError, TransientError } from '../layers/core/errors.ts';
import { type OptionValues, type Outcome, textOf } from './command.ts';
import { connect, noConnection } from './connection.ts';
import { CommandFailure, exitStatus, RefusedCommand, TransientFailure, WrongUsage } from './failures.ts';
import { helpText, version } from './help.ts';
import { readCommandLine } from './read-command-line.ts';
import { inBoth } from './terminal.ts';

async function run(args: readonly string[]): Promise<Outcome> {
  const { command, words, values } = readCommandLine(args);
  if (!command && values.version) return { json: { version: version() }, text: version() };
  if (!command) {
    const help = helpText(words[0] === 'help' ? words.slice(1) : words);
    return { json: { help }, text: help };
  }
  const connection = command.isOffline ? noConnection : connectAs(values);
  return command.run({ connection, words, values });
}

function connectAs(values: OptionValues) {
  const connection = connect({
    url: textOf(values, 'url'),
    token: textOf(values, 'token'),
    as: textOf(values, 'as'),
  });
  trustFolder(connection.folder);
  return connection;
}

/** What core's own checks said, as a failure of the command. Anything else that is not ours is a defect. */
function asFailure(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  if (error instanceof TransientError) return new TransientFailure(error.code, error.zh, error.message);
  if (error instanceof InvalidInput || error instanceof ShuiyuanError)
    return new RefusedCommand(error.code, error.zh, error.message);
  const { code, message } = error as NodeJS.ErrnoException;
  const text = code ? `${code}: ${message}` : String((error as Error)?.stack ?? error);
  return new RefusedCommand(code ?? 'internal', text, text);
}

function printFailure(failure: CommandFailure, json: boolean): void {
  const { code, zh, message, problem } = failure;
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, zh, en: message, problem } })}\n`);
  const text = zh === message ? message : inBoth(zh, message);
  process.stderr.write(`${text}\n`);
}

async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  try {
    const outcome = await run(args);
    process.stdout.write(`${json ? JSON.stringify(outcome.json) : outcome.text}\n`);
    return outcome.status ?? exitStatus.done;
  } catch (error) {
    const failure = asFailure(error);
    printFailure(failure, json);
    if (failure instanceof WrongUsage && !json)
      process.stderr.write(`${inBoth('见', 'see')} shuiyuan help\n`);
    return failure.status;
  }
}

/** A reader that has seen enough (`| head`) closes the pipe: no failure of the command. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await main(process.argv.slice(2));

/** What is said to `npm start` after its name. */
import { parseArgs } from 'node:util';
import { InvalidInput } from '../layers/core/errors.ts';

/** `args` without program and script. npm takes the first `--` away, node does not: both ways are understood. */
export function readArguments(args: readonly string[]): { readonly empty: boolean } {
  try {
    const { values } = parseArgs({
      args: args[0] === '--' ? args.slice(1) : [...args],
      options: { empty: { type: 'boolean', default: false } },
    });
    return values;
  } catch (error) {
    throw new InvalidInput(
      `${(error as Error).message}; usage: npm start [-- --empty]`,
      '参数有误；用法：npm start [-- --empty]',
    );
  }
}

/** The passphrase of the root key: from the environment, or typed without being shown. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { WrongUsage } from '../failures.ts';
import { inBoth } from '../terminal.ts';

const variable = 'SHUIYUAN_ROOT_PASSPHRASE';

/** @throws WrongUsage when there is neither the variable nor a terminal */
export async function readPassphrase(): Promise<string> {
  const given = process.env[variable];
  if (given) return given;
  if (!process.stdin.isTTY)
    throw new WrongUsage(
      `请以 ${variable} 给出根密钥口令`,
      `give the root key's passphrase with ${variable}`,
    );
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(`${inBoth('根密钥口令', 'passphrase of the root key')}: `);
  try {
    return await new Promise<string>((done) => terminal.question('', done));
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}

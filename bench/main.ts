/** `npm run bench -- NAME [arguments]`: runs bench/NAME.ts, prints its figures, and them once more as a line of JSON. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Modules of this folder that are benchmarks say so by the function they export. */
async function findBench(
  name: string,
): Promise<((args: string[]) => Promise<Record<string, unknown>>) | undefined> {
  if (!/^[a-z][a-z-]*$/.test(name) || name === 'main') return undefined;
  if (!readdirSync(import.meta.dirname).includes(`${name}.ts`)) return undefined;
  const module = (await import(join(import.meta.dirname, `${name}.ts`))) as { run?: unknown };
  return typeof module.run === 'function' ? (module.run as never) : undefined;
}

async function main(): Promise<void> {
  const [name = '', ...args] = process.argv.slice(2);
  const run = await findBench(name);
  if (!run) {
    console.error('usage: npm run bench -- NAME [arguments], NAME a file of bench/ that exports run');
    process.exitCode = 2;
    return;
  }
  const figures = await run(args);
  console.table(
    Object.fromEntries(
      Object.entries(figures).map(([figure, value]) => [
        figure,
        { value: typeof value === 'object' ? JSON.stringify(value) : value },
      ]),
    ),
  );
  console.log(JSON.stringify({ bench: name, ...figures }));
}

await main();

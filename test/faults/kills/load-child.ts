/** A home under load, to be killed: `node load-child.ts FOLDER ID ACT…`. Says each upload it has answered. */
import { startFakeClamd } from '../../contract/fake-clamd.ts';
import { type Act, acts, tick } from './load.ts';
import { openBus } from './open-bus.ts';

const [folder = '', id = '', ...named] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
// Scans go on only where a document is wanted; elsewhere they wait.
const clamd = named.includes('document') ? (await startFakeClamd()).address : undefined;
const bus = await openBus(folder, { clamd, failed: (line) => say(`failed ${line}`) });
const load = { bus, id, said: (ticket: string) => say(`sent ${ticket}`) };
await acts.register(load);
say('open');
const ticking = tick(load);
for (const act of named as Act[]) await acts[act](load);
await ticking.stop();
say('through');
await bus.close();
process.exit(0);

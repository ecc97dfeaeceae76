/**
 * By the clock, after the refresh: each library's table that was made stands in the catalog, and its rows go to whoever
 * subscribes. They are written as a file, in one order, and come in as a department's upload does: what did not change is
 * the same file again and makes no batch. The attempt's number is the ticket's: whoever does it again finds it.
 */
import { type Ticket, ticketSchema } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { applyResource, registerDepartment } from '../catalog/apply-resource.ts';
import { readWithdrawal } from '../catalog/in-force.ts';
import { quoteName } from '../cleaning/sql-text.ts';
import { keepsClearText } from '../exchange/batch-state.ts';
import { dropKey } from '../exchange/drop-zone.ts';
import { unlessMoved } from '../exchange/repeat.ts';
import { Faults } from '../faults.ts';
import type { Ports } from '../ports/index.ts';
import type { ObjectHead } from '../ports/object-store.ts';
import type { SqlRunner } from '../ports/sql-runner.ts';
import { absent, definitions, find, tickets } from '../records.ts';
import { prelude } from '../sql/functions/index.ts';
import { Transaction } from '../transaction.ts';
import { resourcesOf } from './in-order.ts';
import { libraryTables } from './kinds.ts';
import { doubleScale, isOwn, libraryCode, libraryResource, platform } from './library-resource.ts';
import { libraryColumns, madeTable } from './open-inputs.ts';
import type { Library } from './read-library.ts';
import { type Timing, untimed } from './refresh-library.ts';

const step = 'offer-library';

/**
 * @returns how many tables were handed in; those whose rows had not changed are among them
 * @throws what the first failed with, after all others
 */
export const offerLibraries =
  (ports: Ports, runner: SqlRunner, libraries: readonly Library[]) =>
  async ({ seconds, signal }: Timing = untimed): Promise<number> => {
    const end = ports.clock.now().getTime() + seconds * 1000;
    const faults = new Faults();
    let offered = 0;
    for (const library of libraries.filter(({ materialised }) => materialised === 'table')) {
      if (signal.aborted || ports.clock.now().getTime() >= end) break;
      const offer = () => offerLibrary(ports, runner, libraries)(library, signal);
      if (await faults.unless(offer)) offered += 1;
    }
    faults.throwFirst();
    return offered;
  };

/** Whoever comes second does nothing. @returns was it handed in? */
const offerLibrary =
  (ports: Ports, runner: SqlRunner, libraries: readonly Library[]) =>
  async (library: Library, signal: AbortSignal): Promise<boolean> => {
    const made = (await find(ports.records, libraryTables, library.id))?.value.made;
    if (!made) return false;
    const ticket = await find(ports.records, tickets, made.attempt);
    if (ticket && ticket.value.stage !== 'issued' && ticket.value.stage !== 'expired') return false;
    const resource = await inForce(ports, library, libraries);
    if (!resource) return false;
    const area = keepsClearText(resource) ? 'drop' : 'zone';
    const place = { department: platform.code, resource: resource.code, ticket: made.attempt };
    const key = dropKey(area, place);
    const object =
      (await ports.objects.head(key)) ?? (await write(ports, runner, library, made, key, signal));
    // Its file may have been lost with the machine's power; the sweep tells of it once it is there.
    if (ticket || !object) return false;
    await ports.probe.at(`${step}: file written`);
    return (await unlessMoved(() => handIn(ports, resource, made.attempt, key, object))) ?? false;
  };

/** The entry that the rows go to; undefined: it was withdrawn, or another than the platform has taken its name. */
async function inForce(
  ports: Ports,
  library: Library,
  libraries: readonly Library[],
): Promise<Resource | undefined> {
  const beneath: Resource[] = [];
  for (const code of resourcesOf(library, libraries)) {
    const definition = await find(ports.records, definitions, code);
    if (!definition) return undefined;
    beneath.push(definition.value.resource);
  }
  const wanted = libraryResource(library, libraries, beneath);
  const code = libraryCode(library);
  const before = (await find(ports.records, definitions, code))?.value.resource;
  if (before && (await readWithdrawal(ports.records, code)).isWithdrawn) return undefined;
  if (before && !before.departments.every((one) => one === platform.code)) return undefined;
  if (before && isOwn(before, wanted)) return before;
  await registerDepartment(ports)(platform, 'system', false);
  await applyResource(ports)(before ? { ...wanted, version: before.version } : wanted, 'system');
  return (await find(ports.records, definitions, code))?.value.resource;
}

async function write(
  ports: Ports,
  runner: SqlRunner,
  library: Library,
  made: Parameters<typeof madeTable>[1],
  key: string,
  signal: AbortSignal,
): Promise<ObjectHead | undefined> {
  const columns = libraryColumns(library);
  const texts = columns.map(({ name, type }, index) => {
    const value =
      type.name === 'double' ? `CAST(${quoteName(name)} AS DECIMAL(38, ${doubleScale}))` : quoteName(name);
    return `CAST(${value} AS VARCHAR) AS c${index + 1}`;
  });
  const order = columns.map((_, index) => index + 1).join(', ');
  const sql = `SELECT ${texts.join(', ')} FROM made ORDER BY ${order}`;
  const names = columns.map(({ name }) => name);
  const output = { to: 'csv', key, names } as const;
  await runner.run({ tables: [madeTable(library, made, 'made')], prelude, sql, output }, signal, () => {});
  return ports.objects.head(key);
}

async function handIn(
  ports: Ports,
  { code }: Resource,
  attempt: string,
  key: string,
  { size, sha256 }: ObjectHead,
): Promise<true> {
  const transaction = new Transaction(ports, { step, department: platform.code, actor: 'system' });
  const expires = Date.parse(transaction.at) + ports.settings.ticketMinutes * 60_000;
  const ticket: Ticket = ticketSchema.parse({
    id: attempt,
    department: platform.code,
    resource: code,
    period: '-',
    coverage: 'full',
    fileName: `${code.toLowerCase()}.csv`,
    size,
    sha256,
    key,
    issuedBy: 'system',
    issuedAt: transaction.at,
    expires: new Date(expires).toISOString(),
    stage: 'issued',
  });
  await transaction
    .put(tickets, absent(tickets.key(attempt)), ticket, {
      action: 'table handed in',
      digest: sha256,
      detail: { resource: code, size },
    })
    .announce('uploads', tickets.key(attempt), 1)
    .commit();
  return true;
}

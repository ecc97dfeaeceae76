/**
 * By the clock: every resource that is open is looked at again. A new generation is checked and, if nothing new was
 * found, published as files written once; else it is held back and people are told. A changed description always waits
 * for a person. What may be open no longer goes out at once.
 */
import type { DisclosureReport, Opening, Published } from '../../../schemas/portal.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { readWithdrawal } from '../catalog/in-force.ts';
import { eraseSnapshots } from '../discovery/shelf-snapshot.ts';
import { ObjectExists } from '../errors.ts';
import { currentGeneration } from '../exchange/live-list.ts';
import { unlessMoved } from '../exchange/repeat.ts';
import { tellPeople } from '../exchange/tell-people.ts';
import type { Ports } from '../ports/index.ts';
import { absent, definitions, find, type Held } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { shown } from '../walk.ts';
import { inspect, isBlocked, isOpenable, warningsOf } from './check-opening.ts';
import { eraseOpen } from './erase-open.ts';
import { openings, openingsTopic } from './kinds.ts';
import { openItems } from './open-items.ts';
import { readGeneration } from './read-generation.ts';
import { csvOf, jsonOf } from './snapshot-files.ts';

const step = 'publish-opening';

/** What the clock does for the portal, and for the objects of the catalog's search. */
export const tendOpenings = (ports: Ports) => async (): Promise<{ moved: number; erased: number }> => ({
  moved: await publishOpenings(ports)(),
  erased: (await eraseOpen(ports)()) + (await eraseSnapshots(ports)),
});

/** @returns how many openings were moved */
export const publishOpenings = (ports: Ports) => async (): Promise<number> => {
  let moved = 0;
  for await (const { value } of shown(ports.records, ['topic', openingsTopic]))
    if (await publishOpening(ports)(openings.schema.parse(value).resource)) moved += 1;
  return moved;
};

/** Looks at one. Whoever comes second does nothing. @returns has it moved? */
export const publishOpening =
  (ports: Ports) =>
  async (code: string): Promise<boolean> => {
    const held = await find(ports.records, openings, code);
    if (!held || (held.value.stage !== 'open' && held.value.stage !== 'held')) return false;
    return (await unlessMoved(() => move(ports, held))) ?? false;
  };

async function move(ports: Ports, held: Held<Opening>): Promise<boolean> {
  const { resource: code, decision, published, held: waiting } = held.value;
  const definition = await find(ports.records, definitions, code);
  const resource = definition?.value.resource;
  const { isWithdrawn, entry } = await readWithdrawal(ports.records, code);
  const grounds = { held, read: [definition ?? absent(definitions.key(code)), entry] };
  if (!resource || !isOpenable(resource) || isWithdrawn) return close(ports, grounds, resource);
  const generation = await currentGeneration(ports, code);
  const isSeen = (one: { version: number; generation: number } | undefined) =>
    one?.version === resource.version && one.generation === generation;
  if (isSeen(waiting) || (held.value.stage === 'open' && isSeen(published))) return false;
  if (decision?.version !== resource.version)
    return hold(ports, grounds, resource, generation, {
      zh: '目录已变更，须重新检查并决定',
      en: 'its description has changed: it must be checked and decided on again',
    });
  const report = await inspect(ports, resource, generation);
  const why = whyHeld(report, decision.accepted);
  if (why) return hold(ports, grounds, resource, generation, why, report);
  return publish(ports, grounds, resource, report);
}

/** What the person did not know when deciding. */
function whyHeld(
  report: DisclosureReport,
  accepted: readonly string[],
): { zh: string; en: string } | undefined {
  const isNew = warningsOf(report).some((warning) => !accepted.includes(warning));
  if (!isBlocked(report) && !isNew) return undefined;
  return {
    zh: report.findings.map(({ zh }) => zh).join('；'),
    en: report.findings.map(({ en }) => en).join('; '),
  };
}

interface Grounds {
  readonly held: Held<Opening>;
  /** What it was decided by: the description and the catalog's entry, which may be withdrawn meanwhile. */
  readonly read: readonly Held<unknown>[];
}

function transactionFor(
  ports: Ports,
  resource: Pick<Resource, 'departments'> | undefined,
  { read }: Grounds,
): Transaction {
  const department = resource?.departments[0] ?? 'platform';
  const transaction = new Transaction(ports, { step, department, actor: 'system' });
  for (const one of read) transaction.check(one);
  return transaction;
}

async function publish(
  ports: Ports,
  grounds: Grounds,
  resource: Resource,
  report: DisclosureReport,
): Promise<boolean> {
  const files = await writeFiles(ports, resource, report);
  await ports.probe.at(`${step}: files written`);
  const transaction = transactionFor(ports, resource, grounds);
  const { version, generation, rows, items } = report;
  const published: Published = { version, generation, rows, items, at: transaction.at, ...files };
  const { held: _, ...rest } = grounds.held.value;
  await transaction
    .put(
      openings,
      grounds.held,
      { ...rest, stage: 'open', report, published, changedAt: transaction.at },
      { action: 'generation published', digest: files.csv.sha256, detail: { version, generation, rows } },
    )
    .commit();
  return true;
}

/** The files of a generation have fixed names: who comes second finds the first ones, with the same bytes. */
async function writeFiles(ports: Ports, resource: Resource, { version, generation }: DisclosureReport) {
  const { items } = openItems(resource);
  const rows = () =>
    readGeneration(
      ports,
      resource,
      generation,
      items.map(({ code }) => code),
    );
  const name = `open/${resource.code}/${version}-${generation}`;
  return {
    csv: await putOnce(ports, `${name}.csv`, csvOf(items, rows())),
    json: await putOnce(ports, `${name}.json`, jsonOf(resource, items, generation, rows())),
  };
}

async function putOnce({ objects }: Ports, key: string, bytes: AsyncIterable<Uint8Array>) {
  try {
    const { size, sha256 } = await objects.put(key, bytes);
    return { key, size, sha256 };
  } catch (error) {
    const found = error instanceof ObjectExists ? await objects.head(key) : undefined;
    if (!found) throw error;
    return { key, size: found.size, sha256: found.sha256 };
  }
}

async function hold(
  ports: Ports,
  grounds: Grounds,
  resource: Resource,
  generation: number,
  why: { zh: string; en: string },
  report = grounds.held.value.report,
): Promise<boolean> {
  const { held } = grounds;
  const { version, code, name } = resource;
  await tellPeople(ports, {
    id: `${held.key}/held/${version}-${generation}`,
    to: 'operator',
    severity: 'warning',
    subject: `${code} ${name} 的新数据暂不开放 / new data are held back from the public`,
    body: `${why.zh} / ${why.en}. shuiyuan open check ${code}`,
  });
  await ports.probe.at(`${step}: people told`);
  const transaction = transactionFor(ports, resource, grounds);
  const next: Opening = {
    ...held.value,
    stage: 'held',
    report,
    held: { ...why, at: transaction.at, version, generation },
    changedAt: transaction.at,
  };
  await transaction
    .put(openings, held, next, { action: 'generation held back', detail: { version, generation } })
    .commit();
  return true;
}

async function close(ports: Ports, grounds: Grounds, resource: Resource | undefined): Promise<boolean> {
  const { held } = grounds;
  const transaction = transactionFor(ports, resource, grounds);
  const { published: _, held: __, ...rest } = held.value;
  await transaction
    .put(
      openings,
      held,
      { ...rest, stage: 'closed', changedAt: transaction.at },
      { action: 'closed', detail: { why: 'the resource may be open no longer' } },
    )
    .commit();
  return true;
}

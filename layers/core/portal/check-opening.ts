/** Runs the disclosure check over a resource's newest generation and keeps what it found, for a person to decide on. */
import type { DisclosureFinding, DisclosureReport, Opening } from '../../../schemas/portal.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { mustBeInForce } from '../catalog/in-force.ts';
import { Refused } from '../errors.ts';
import { currentGeneration } from '../exchange/live-list.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { absent, definitions, find, type Held, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { DisclosureCheck } from './disclosure.ts';
import { openings } from './kinds.ts';
import { openItems } from './open-items.ts';
import { readGeneration } from './read-generation.ts';

const step = 'check-opening';
/** More rows are no table a citizen downloads; they are better opened as a summary. */
export const mostOpenRows = 200_000;

/**
 * @returns the opening as it now stands: checked, or as it was when it is open already
 * @throws NotFound; Refused `not-open` for a resource that its department has not marked as open, or not of grade 1
 */
export const checkOpening =
  (ports: Ports) =>
  async ({ code, actor }: { code: string; actor: string }): Promise<Opening> => {
    const resource = await mustBeOpenable(ports, code);
    const report = await inspect(ports, resource, await currentGeneration(ports, code));
    await ports.probe.at(`${step}: inspected`);
    await repeatOnConflict(async () => keepReport(ports, resource, report, actor));
    return (await must(ports.records, openings, code)).value;
  };

async function keepReport(
  ports: Ports,
  resource: Resource,
  report: DisclosureReport,
  actor: string,
): Promise<void> {
  const { code } = resource;
  const held: Held<Opening | undefined> =
    (await find(ports.records, openings, code)) ?? absent(openings.key(code));
  const definition = await must(ports.records, definitions, code);
  const transaction = new Transaction(ports, { step, department: resource.departments[0] ?? '', actor });
  const before = held.value;
  const stage = before?.stage === 'open' || before?.stage === 'held' ? before.stage : 'checked';
  const next: Opening = {
    ...before,
    resource: code,
    stage,
    report,
    checkedBy: actor,
    changedAt: transaction.at,
  };
  const found = report.findings.map(({ kind, level }) => `${level} ${kind}`);
  await transaction
    .put(openings, held, next, {
      action: 'opening checked',
      detail: { version: report.version, generation: report.generation, found },
    })
    .check(definition)
    .commit();
}

/** @throws NotFound, Refused */
export async function mustBeOpenable(ports: Pick<Ports, 'records'>, code: string): Promise<Resource> {
  const resource = await mustBeInForce(ports.records, code);
  if (isOpenable(resource)) return resource;
  throw new Refused(
    'not-open',
    `${code} cannot be opened to society: it must be of grade 1, hold rows on the platform, and be marked open: true with its condition by its department`,
    `${code} 不能向社会开放：须为 1 级、数据行存于平台，并由提供部门在目录中标明 open: true 与开放条件`,
    { place: { resource: code } },
  );
}

export const isOpenable = (resource: Resource): boolean =>
  resource.open === true &&
  resource.grade === 1 &&
  resource.kind === 'structured' &&
  resource.view === undefined &&
  resource.library === undefined &&
  resource.location !== 'department';

/** Looks at every row that would be published. */
export async function inspect(
  ports: Ports,
  resource: Resource,
  generation: number,
): Promise<DisclosureReport> {
  const { items, withheld } = openItems(resource);
  const check = new DisclosureCheck(items);
  const codes = items.map(({ code }) => code);
  if (codes.length > 0)
    for await (const row of readGeneration(ports, resource, generation, codes)) {
      check.take(row);
      if (check.rows > mostOpenRows) break;
    }
  return {
    version: resource.version,
    generation,
    at: ports.clock.now().toISOString(),
    rows: check.rows,
    items: codes,
    withheld: [...withheld],
    findings: [...shapeFindings(codes.length, check.rows), ...check.findings()],
  };
}

function shapeFindings(items: number, rows: number): DisclosureFinding[] {
  if (items === 0)
    return [
      {
        kind: 'nothing-left',
        level: 'block',
        rows: 0,
        zh: '没有可公开的信息项',
        en: 'no item of it may be seen by everybody',
      },
    ];
  if (rows > mostOpenRows)
    return [
      {
        kind: 'too-large',
        level: 'block',
        rows,
        zh: `超过 ${mostOpenRows} 行，请改为开放汇总资源`,
        en: `it has more than ${mostOpenRows} rows; open a summary of it instead`,
      },
    ];
  return [];
}

export const isBlocked = ({ findings }: DisclosureReport): boolean =>
  findings.some(({ level }) => level === 'block');

/** Kinds of warning, with the item each is about. */
export const warningsOf = ({ findings }: DisclosureReport): string[] =>
  findings.filter(({ level }) => level === 'warn').map(({ kind, item }) => `${kind}/${item ?? ''}`);

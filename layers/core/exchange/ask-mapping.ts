/**
 * A header that is not certain is asked of the department once. The batch waits, holding up nobody; the answer is
 * remembered for that department and layout, and wakes every batch that waited for it.
 */
import type { Answer } from '../../../schemas/mapping.ts';
import type { Batch, MappingRecord } from '../../../schemas/records.ts';
import { ConditionFailed, Refused } from '../errors.ts';
import { confirmMapping } from '../mapping/confirm-mapping.ts';
import type { Proposal } from '../mapping/propose-mapping.ts';
import type { Ports } from '../ports/index.ts';
import { absent, askingFor, batches, find, type Held, mappings, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { shown } from '../walk.ts';
import { boundResource } from './batch-source.ts';
import { repeatOnConflict, repeatWhileOwn } from './repeat.ts';

/** Conditioned on the answer still being as it was read: one that came meanwhile makes the step run again. */
export async function askMapping(
  ports: Ports,
  batch: Held<Batch>,
  proposal: Proposal,
  remembered: Held<MappingRecord | undefined>,
): Promise<void> {
  const { department } = batch.value;
  const begin = () => new Transaction(ports, { step: 'ask-mapping', department, actor: 'system' });
  await repeatWhileOwn(batch.key, async () => {
    const transaction = begin();
    const asks = asking(ports, batch.value, proposal, remembered.version, transaction.at);
    try {
      await transaction
        .check(remembered)
        .put(batches, batch, asks, {
          action: 'mapping asked',
          detail: { questions: proposal.questions.length },
        })
        .commit();
    } catch (error) {
      if (!(error instanceof ConditionFailed) || error.keys.includes(batch.key)) throw error;
      await begin()
        .put(batches, batch, { ...batch.value, changedAt: transaction.at }, { action: 'mapping found' })
        .announce('batches', batch.key, batch.version + 1)
        .commit();
    }
  });
}

const asking = (
  ports: Ports,
  batch: Batch,
  proposal: Proposal,
  mappingVersion: number,
  at: string,
): Batch => ({
  ...batch,
  stage: 'asks',
  proposal: {
    layout: proposal.layout,
    mapping: proposal.mapping,
    questions: proposal.questions.map((one) => ({ ...one, candidates: [...one.candidates] })),
    mappingVersion,
  },
  due: new Date(ports.clock.now().getTime() + ports.settings.askHours * 3_600_000).toISOString(),
  changedAt: at,
});

export interface MappingAnswer {
  readonly department: string;
  readonly actor: string;
  readonly batch: string;
  /** For each asked column the item it holds, or null: keep it aside. */
  readonly answers: readonly Answer[];
}

/** The department's answer, remembered for the layout. @returns batches woken */
export const answerMapping =
  (ports: Ports) =>
  async (answer: MappingAnswer): Promise<readonly string[]> => {
    const batch = await must(ports.records, batches, answer.batch);
    const { proposal } = batch.value;
    if (batch.value.stage !== 'asks' || !proposal)
      throw new Refused(
        'not-asked',
        `batch ${answer.batch} does not wait for a mapping; it is ${batch.value.stage}`,
        `批次 ${answer.batch} 没有待确认的列，请查看该批次的状态`,
      );
    const resource = await boundResource(ports, batch.value);
    const mapping = confirmMapping({ resource, ...proposal }, answer.answers);
    const { fingerprint, headers } = proposal.layout;
    await repeatOnConflict(async () => {
      const held =
        (await find(ports.records, mappings, answer.department, resource.code, fingerprint)) ??
        absent(mappings.key(answer.department, resource.code, fingerprint));
      const transaction = new Transaction(ports, {
        step: 'answer-mapping',
        department: answer.department,
        actor: answer.actor,
      });
      await transaction
        .put(
          mappings,
          held,
          {
            department: answer.department,
            resource: resource.code,
            fingerprint,
            mapping,
            headers,
            confirmedBy: answer.actor,
            confirmedAt: transaction.at,
          },
          { action: 'mapping confirmed' },
        )
        .commit();
    });
    // By key: the index may not show yet that it asks, and the sweep would look again only when it is due.
    const own = await wakeBatch(ports, answer.batch);
    const others = await wakeAsking(ports, answer.department, resource.code, fingerprint);
    return own ? [answer.batch, ...others] : others;
  };

/** Wakes what the index shows waiting; the sweep wakes those it missed. */
async function wakeAsking(
  ports: Ports,
  department: string,
  resource: string,
  fingerprint: string,
): Promise<string[]> {
  const woken: string[] = [];
  const partition = askingFor(department, resource, fingerprint);
  for await (const { key } of shown(ports.records, ['topic', partition])) {
    const id = key.replace(/^batch\//, '');
    if (await wakeBatch(ports, id)) woken.push(id);
  }
  return woken;
}

/** asks → accepted, once the mapping is there. @returns whether it was woken */
export async function wakeBatch(ports: Ports, id: string): Promise<boolean> {
  let woken = false;
  await repeatOnConflict(async () => {
    woken = false;
    const batch = await must(ports.records, batches, id);
    const { proposal, department, resource } = batch.value;
    if (batch.value.stage !== 'asks' || !proposal) return;
    const mapping = await find(ports.records, mappings, department, resource, proposal.layout.fingerprint);
    if (!mapping || mapping.version <= proposal.mappingVersion) return;
    const transaction = new Transaction(ports, {
      step: 'wake-batch',
      department,
      actor: mapping.value.confirmedBy,
    });
    await transaction
      .check(mapping)
      .put(
        batches,
        batch,
        { ...batch.value, stage: 'accepted', proposal: undefined, due: undefined, changedAt: transaction.at },
        { action: 'batch woken' },
      )
      .announce('batches', batch.key, batch.version + 1)
      .commit();
    woken = true;
  });
  return woken;
}

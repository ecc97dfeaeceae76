/**
 * [uploads] Takes what lies under a ticket: right size and digest, a type that is what its name says, structurally
 * sound. It becomes a batch and takes its sequence; or it is the same file again under the same description; or it is
 * refused, with a reason its department reads. Told twice, or long after the ticket expired, it does the same once.
 */
import type { Message } from '../../../schemas/messages.ts';
import type { Batch, Reason, Ticket } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { desensitisedForm } from '../desensitise/desensitised-form.ts';
import { PoisonError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import {
  absent,
  batches,
  claims,
  definitions,
  find,
  findOr,
  type Held,
  heads,
  must,
  sequences,
  tickets,
} from '../records.ts';
import { Transaction } from '../transaction.ts';
import { isEnded } from './batch-state.ts';
import { repeatOnConflict } from './repeat.ts';

const step = 'accept-upload';

export const acceptUpload =
  (ports: Ports) =>
  async (message: Pick<Message, 'record'>): Promise<void> => {
    const id = message.record.replace(/^ticket\//, '');
    await repeatOnConflict(async () => {
      const ticket = await find(ports.records, tickets, id);
      if (!ticket || !isOpen(ticket.value)) return;
      await ports.probe.at(`${step}: ticket read`);
      const object = await ports.objects.head(ticket.value.key);
      if (!object) return;
      await ports.probe.at(`${step}: object seen`);
      const wrong = wrongObject(ticket.value, object);
      if (wrong) await refuse(ports, ticket, wrong);
      else await accept(ports, ticket);
    });
  };

const isOpen = (ticket: Ticket): boolean => ticket.stage === 'issued' || ticket.stage === 'expired';

function wrongObject(ticket: Ticket, object: { size: number; sha256: string }): Reason | undefined {
  if (object.size !== ticket.size)
    return {
      code: 'wrong-size',
      en: `the ticket is for ${ticket.size} bytes, ${object.size} arrived; ask for a new ticket and send the whole file`,
      zh: `凭证登记为 ${ticket.size} 字节，实收 ${object.size} 字节，请重新申请凭证并完整上传`,
    };
  if (object.sha256 !== ticket.sha256)
    return {
      code: 'wrong-digest',
      en: 'the file that arrived is not the one the ticket was asked for; ask for a new ticket',
      zh: '收到的文件与申请凭证时的文件不一致，请重新申请凭证',
    };
  return undefined;
}

async function accept(ports: Ports, ticket: Held<Ticket>): Promise<void> {
  const { records } = ports;
  const { department, resource, period, replaces, sha256 } = ticket.value;
  const definition = await must(records, definitions, resource);
  const head = await findOr(records, heads, {}, department, resource, period);
  const { batch: last, digest, definition: under } = head.value;
  // Each message counts, though a minute of them may read like the one before.
  const isSame = !ticket.value.channel && digest === sha256 && under === definition.value.resource.version;
  if (last !== undefined && isSame) return answerSame(ports, ticket, [head, definition], last);
  const replaced = replaces === undefined ? undefined : await find(records, batches, replaces);
  const claim = replaces === undefined ? undefined : await findOr(records, claims, {}, replaces);
  if (replaces !== undefined) {
    const reason = cannotReplace(ticket.value, replaced?.value, claim?.value.by);
    if (reason) return refuse(ports, ticket, reason);
  }
  const looked = await look(ports, ticket.value, definition.value.resource);
  // All uploads of a resource want its sequence: it is read as late as can be, so that few of them meet.
  const sequence = await findOr(records, sequences, { next: 1 }, resource);
  const batch = newBatch(ports, ticket.value, looked, {
    definition: ticket.value.channel?.definition ?? definition.value.resource.version,
    sequence: sequence.value.next,
    place: replaced?.value.place ?? sequence.value.next,
  });
  await commitAccepted(ports, { ticket, definition, head, sequence, replaced, claim, batch });
}

interface Accepted {
  readonly ticket: Held<Ticket>;
  readonly definition: Held<unknown>;
  readonly head: Held<unknown>;
  readonly sequence: Held<{ next: number }>;
  readonly replaced: Held<Batch> | undefined;
  readonly claim: Held<unknown> | undefined;
  readonly batch: Batch;
}

async function commitAccepted(ports: Ports, accepted: Accepted): Promise<void> {
  const { ticket, definition, head, sequence, replaced, claim, batch } = accepted;
  const transaction = transactionFor(ports, ticket.value)
    .check(definition)
    .put(
      tickets,
      ticket,
      { ...ticket.value, stage: 'accepted', batch: batch.id },
      { action: 'upload accepted' },
    )
    .put(batches, absent(batches.key(batch.id)), batch, {
      action: batch.stage === 'quarantined' ? 'batch quarantined' : 'batch accepted',
      digest: batch.sha256,
      detail: {
        ticket: ticket.value.id,
        sequence: batch.sequence,
        checks: batch.checks,
        reason: batch.reason?.code,
      },
    })
    .put(sequences, sequence, { next: sequence.value.next + 1 }, { action: 'sequence taken' });
  if (batch.stage === 'quarantined') return transaction.commit();
  const { id, sha256: digest, definition: under } = batch;
  transaction.put(heads, head, { digest, definition: under, batch: id }, { action: 'head set' });
  if (replaced && claim)
    transaction.check(replaced).put(claims, claim, { by: batch.id }, { action: 'replacement claimed' });
  await transaction.announce('batches', batches.key(batch.id), 1).commit();
}

function newBatch(
  ports: Ports,
  ticket: Ticket,
  looked: Look,
  place: Pick<Batch, 'definition' | 'sequence' | 'place'>,
): Batch {
  const now = ports.clock.now().toISOString();
  return {
    id: ports.ids.next(),
    ticket: ticket.id,
    department: ticket.department,
    resource: ticket.resource,
    period: ticket.period,
    coverage: ticket.coverage,
    fileName: ticket.fileName,
    size: ticket.size,
    sha256: ticket.sha256,
    source: ticket.key,
    desensitised: ticket.desensitised,
    channel: ticket.channel,
    ...place,
    replaces: ticket.replaces,
    stage: 'accepted',
    acceptedBy: ticket.issuedBy,
    acceptedAt: now,
    changedAt: now,
    warnings: [],
    rejects: [],
    findings: [],
    routedTo: [],
    withheld: [],
    routed: false,
    correctedTo: [],
    corrected: false,
    ...looked,
  };
}

type Look = Pick<Batch, 'checks'> & Partial<Batch>;

/** The structural checks are made here; a file that fails them is a batch born in quarantine. */
async function look(ports: Ports, ticket: Ticket, resource: Resource): Promise<Look> {
  if (resource.kind === 'unstructured') return { checks: ['size', 'digest'] };
  try {
    const source = { key: ticket.key, fileName: ticket.fileName, size: ticket.size };
    const read = ticket.desensitised === undefined ? resource : desensitisedForm(resource);
    const survey = await ports.refinery.survey(source, read);
    await ports.probe.at(`${step}: file surveyed`);
    return {
      checks: ['size', 'digest', ...survey.checks],
      encoding: survey.encoding,
      warnings: survey.warnings,
    };
  } catch (error) {
    if (!(error instanceof PoisonError)) throw error;
    const reason = { code: error.code, en: error.in('en'), zh: error.in('zh') };
    return { checks: [], stage: 'quarantined', reason };
  }
}

function cannotReplace(
  ticket: Ticket,
  replaced: Batch | undefined,
  claimedBy: string | undefined,
): Reason | undefined {
  const refusal = (code: string, en: string, zh: string): Reason => ({ code, en, zh });
  if (!replaced || replaced.department !== ticket.department || replaced.resource !== ticket.resource)
    return refusal(
      'no-such-batch',
      `${ticket.department} has no batch ${ticket.replaces} of ${ticket.resource}; check the number`,
      `${ticket.department} 没有 ${ticket.resource} 的批次 ${ticket.replaces}，请核对编号`,
    );
  if (isEnded(replaced.stage))
    return refusal(
      'batch-ended',
      `batch ${replaced.id} is already ${replaced.stage}; upload this file as a new batch`,
      `批次 ${replaced.id} 已终止，请作为新批次上传`,
    );
  if (claimedBy !== undefined)
    return refusal(
      'already-replaced',
      `batch ${replaced.id} is already being replaced by ${claimedBy}; replace that one instead`,
      `批次 ${replaced.id} 正被 ${claimedBy} 替换，请改为替换后者`,
    );
  return undefined;
}

async function answerSame(
  ports: Ports,
  ticket: Held<Ticket>,
  [head, definition]: readonly [Held<unknown>, Held<unknown>],
  batch: string,
): Promise<void> {
  await transactionFor(ports, ticket.value)
    .check(head)
    .check(definition)
    .put(
      tickets,
      ticket,
      { ...ticket.value, stage: 'same', batch },
      { action: 'same file again', detail: { batch } },
    )
    .commit();
}

async function refuse(ports: Ports, ticket: Held<Ticket>, reason: Reason): Promise<void> {
  await transactionFor(ports, ticket.value)
    .put(
      tickets,
      ticket,
      { ...ticket.value, stage: 'refused', reason },
      { action: 'upload refused', digest: ticket.value.sha256, detail: { reason: reason.code } },
    )
    .commit();
}

const transactionFor = (ports: Ports, ticket: Ticket): Transaction =>
  new Transaction(ports, { step, department: ticket.department, actor: ticket.issuedBy });

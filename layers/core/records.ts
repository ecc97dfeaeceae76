/**
 * Kinds of records: key, schema and index entries of each, in one place. Use cases read and write records only
 * through these, so that no door can store a shape that another cannot read.
 */
import type { z } from 'zod';
import { departmentSchema } from '../../schemas/department.ts';
import * as shapes from '../../schemas/records.ts';
import { NotFound } from './errors.ts';
import type { IndexEntries, Records } from './ports/records.ts';

export interface Held<T> {
  readonly key: string;
  /** 0: not there. */
  readonly version: number;
  readonly value: T;
}

export interface Kind<T, K extends readonly unknown[]> {
  readonly name: string;
  readonly key: (...parts: K) => string;
  readonly schema: z.ZodType<T>;
  readonly indexes?: (value: T) => IndexEntries;
}

export const kind = <T, K extends readonly unknown[]>(definition: Kind<T, K>): Kind<T, K> => definition;
/** So that numbers in keys sort as numbers. */
export const pad = (value: number): string => String(value).padStart(12, '0');

/** The partition of the due index that the sweep walks. */
export const waits = 'waits';

/** The partition of the due index that the eraser walks: cancelled parcels whose object may still lie there. */
export const cancelled = 'cancelled';

export const tickets = kind({
  name: 'ticket',
  key: (id: string) => `ticket/${id}`,
  schema: shapes.ticketSchema,
  indexes: (ticket) => ({
    owner: [`tickets/${ticket.department}`, ticket.id],
    ...(ticket.stage === 'issued' ? { due: [waits, ticket.expires] as const } : {}),
  }),
});

export const heads = kind({
  name: 'head',
  key: (department: string, resource: string, period: string) => `head/${department}/${resource}/${period}`,
  schema: shapes.headSchema,
});

export const sequences = kind({
  name: 'sequence',
  key: (resource: string) => `sequence/${resource}`,
  schema: shapes.sequenceSchema,
});

export const claims = kind({
  name: 'claim',
  key: (batch: string) => `claim/${batch}`,
  schema: shapes.claimSchema,
});

export const batches = kind({
  name: 'batch',
  key: (id: string) => `batch/${id}`,
  schema: shapes.batchSchema,
  indexes: (batch) => ({
    owner: [`batches/${batch.department}`, batch.id],
    topic:
      batch.stage === 'asks' && batch.proposal
        ? [askingFor(batch.department, batch.resource, batch.proposal.layout.fingerprint), batch.id]
        : [`batches-of/${batch.resource}`, pad(batch.place)],
    ...(batch.due !== undefined ? { due: [waits, batch.due] as const } : {}),
  }),
});

/** Partition of the batches that wait for one mapping. */
export const askingFor = (department: string, resource: string, fingerprint: string): string =>
  `asks/${department}/${resource}/${fingerprint}`;

export const chunkRecords = kind({
  name: 'chunk',
  key: (batch: string, chunk: number) => `chunk/${batch}/${pad(chunk)}`,
  schema: shapes.chunkRecordSchema,
});

export const generations = kind({
  name: 'resource',
  key: (resource: string) => `resource/${resource}`,
  schema: shapes.generationSchema,
  indexes: (value) => ({ topic: ['resources', value.resource] }),
});

export const changes = kind({
  name: 'change',
  key: (resource: string, generation: number) => `change/${resource}/${pad(generation)}`,
  schema: shapes.changeSchema,
});

/** Partition of the descriptions in the order they came in force, for those who follow the catalog. */
export const definitionChanges = 'definition-changes';

/** The description in force, and beside it each version, never altered. */
export const definitions = kind({
  name: 'definition',
  key: (resource: string, version?: number) =>
    version === undefined ? `definition/${resource}` : `definition/${resource}/${pad(version)}`,
  schema: shapes.definitionSchema,
  indexes: (value) => ({
    topic: ['definitions', value.resource.code],
    owner: [definitionChanges, `${value.appliedAt}/${value.resource.code}`],
  }),
});

export const departments = kind({
  name: 'department',
  key: (code: string) => `department/${code}`,
  schema: departmentSchema,
  indexes: ({ code, district }) => ({
    topic: ['departments', code],
    ...(district === undefined ? {} : { owner: [`departments-of/${district}`, code] as const }),
  }),
});

export const subscribers = kind({
  name: 'subscribers',
  key: (resource: string) => `subscribers/${resource}`,
  schema: shapes.subscribersSchema,
  indexes: (value) => ({ topic: ['subscribers', value.resource] }),
});

export const parcels = kind({
  name: 'parcel',
  key: (kindOf: 'data' | 'correction', batch: string, subscription: string) =>
    `${kindOf === 'data' ? 'parcel' : 'correction'}/${batch}/${subscription}`,
  schema: shapes.parcelSchema,
  indexes: (parcel) => ({
    owner: [`inbox/${parcel.receiver}`, parcel.id],
    ...(parcel.due !== undefined ? { due: [waits, parcel.due] as const } : {}),
    ...(parcel.stage === 'cancelled' && parcel.cancelledAt !== undefined && !parcel.erased
      ? { due: [cancelled, parcel.cancelledAt] as const }
      : {}),
  }),
});

export const mappings = kind({
  name: 'mapping',
  key: (department: string, resource: string, fingerprint: string) =>
    `mapping/${department}/${resource}/${fingerprint}`,
  schema: shapes.mappingRecordSchema,
  indexes: (value) => ({ owner: [`mappings/${value.department}`, `${value.resource}/${value.fingerprint}`] }),
});

export const entries = kind({
  name: 'entry',
  key: (record: string, version: number) => `entry/${record}@${pad(version)}`,
  schema: shapes.entrySchema,
  indexes: (entry) =>
    entry.tree === undefined
      ? { topic: [unsealed(entry.department), `${entry.at}/${entry.record}@${pad(entry.version)}`] }
      : { owner: [`entries/${entry.record}`, pad(entry.version)] },
});

export const unsealed = (department: string): string => `unsealed/${department}`;

export const chains = kind({
  name: 'chain',
  key: (department: string) => `chain/${department}`,
  schema: shapes.chainSchema,
  indexes: (chain) => ({ topic: ['chains', chain.department] }),
});

/** Beside the ledger: they decide nothing. */
export const notices = kind({
  name: 'notice',
  key: (to: string, id: string) => `notices/${to}/${id}`,
  schema: shapes.noticeSchema,
  indexes: (notice) => ({ owner: [`notices/${notice.to}`, `${notice.at}/${notice.id}`] }),
});

export const announcementKey = (id: string): string => `announcement/${id}`;

/** What people call the kinds they ask for. */
const called: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  ticket: ['ticket', '上传凭证'],
  batch: ['batch', '批次'],
  definition: ['resource', '信息资源'],
  department: ['department', '部门'],
  parcel: ['parcel', '数据包'],
  certificate: ['certificate', '证书'],
  'certificate-request': ['certificate request', '证书申请'],
  grant: ['grant', '授权'],
  account: ['account', '账号'],
  application: ['application', '应用'],
};

/** A record's key as people say it: `definition/AIC` is resource AIC, 信息资源 AIC. */
export function describeKey(key: string): { readonly en: string; readonly zh: string } {
  const cut = key.indexOf('/');
  const kindOf = key.slice(0, cut);
  const which = key.slice(cut + 1);
  const [en, zh] = called[kindOf] ?? [kindOf, kindOf];
  return { en: `${en} ${which}`, zh: `${zh} ${which}` };
}

/** A record that is not there yet. */
export const absent = (key: string): Held<undefined> => ({ key, version: 0, value: undefined });

/** Reads a record of a kind by key, consistently. */
export async function find<T, K extends readonly unknown[]>(
  records: Records,
  of: Kind<T, K>,
  ...parts: K
): Promise<Held<T> | undefined> {
  const stored = await records.get(of.key(...parts));
  return stored && { key: stored.key, version: stored.version, value: of.schema.parse(stored.value) };
}

/** As `find`, and an error that names it when it is not there. */
export async function must<T, K extends readonly unknown[]>(
  records: Records,
  of: Kind<T, K>,
  ...parts: K
): Promise<Held<T>> {
  const held = await find(records, of, ...parts);
  if (held) return held;
  const { en, zh } = describeKey(of.key(...parts));
  throw new NotFound(`there is no ${en}; check the code or number`, `没有${zh}，请核对代码或编号`);
}

/** As `find`; a record that is not there comes as version 0 with the given value. */
export async function findOr<T, K extends readonly unknown[]>(
  records: Records,
  of: Kind<T, K>,
  otherwise: T,
  ...parts: K
): Promise<Held<T>> {
  return (await find(records, of, ...parts)) ?? { key: of.key(...parts), version: 0, value: otherwise };
}

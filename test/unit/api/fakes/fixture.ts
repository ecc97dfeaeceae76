/** The API on ports in memory, with departments aic (provider), tax (subscriber) and civil (neither). */
import { createHash } from 'node:crypto';
import {
  type AccessEntry,
  type ApiHome,
  createApi,
  type FailureEntry,
} from '../../../../functions/api/app.ts';
import { applyResource } from '../../../../layers/core/catalog/apply-resource.ts';
import {
  acceptUpload,
  deliverParcel,
  routeBatch,
  transformBatch,
} from '../../../../layers/core/exchange/index.ts';
import type { GrantRequest } from '../../../../layers/core/grants/request-grant.ts';
import type { Principal } from '../../../../layers/core/identity/principal.ts';
import type { Ports } from '../../../../layers/core/ports/index.ts';
import type { Grant } from '../../../../schemas/grant.ts';
import type { Message, QueueName } from '../../../../schemas/messages.ts';
import { type Resource, resourceSchema } from '../../../../schemas/resource.ts';
import { giveGrant } from '../../../simulation/give-grant.ts';
import { memoryPorts } from '../../../simulation/memory-ports.ts';
import type { World } from '../../../simulation/world.ts';

export const principals: Readonly<Record<string, Principal>> = {
  aic: { name: 'aic-clerk', department: 'aic', roles: ['catalog-manager', 'provider', 'receiver'] },
  tax: { name: 'tax-clerk', department: 'tax', roles: ['catalog-manager', 'provider', 'receiver'] },
  civil: { name: 'civil-clerk', department: 'civil', roles: ['catalog-manager', 'provider', 'receiver'] },
  operator: { name: 'operator', roles: ['operator'] },
  auditor: { name: 'auditor', roles: ['auditor'] },
  nobody: { name: 'nobody', department: 'aic', roles: [] },
};

export const resource: Resource = resourceSchema.parse({
  code: 'AIC',
  name: '市场主体登记信息',
  nameEn: 'Market-entity register',
  departments: ['aic'],
  cycle: 'daily',
  grade: 1,
  mode: 'increment',
  items: [
    { code: 'k', name: '主体代码', type: 'text', length: 20, key: 'primary', required: true },
    { code: 'secret', name: '密项', type: 'text', length: 20 },
  ],
});

export interface Ask {
  readonly as?: string;
  readonly body?: unknown;
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Fixture {
  readonly ports: Ports & { world: World };
  readonly app: ReturnType<typeof createApi>;
  readonly audits: AccessEntry[];
  readonly failures: FailureEntry[];
  ask(method: string, path: string, options?: Ask): Promise<Response>;
  /** A file through a ticket, into its drop zone; what the bus then does is up to `drain`. */
  upload(rows: readonly string[], options?: { header?: string[]; poison?: string }): Promise<string>;
  drain(): Promise<void>;
  /** Has a department ask for AIC and everybody who must say yes to it say so. */
  grant(receiver: string, more?: Partial<GrantRequest>): Promise<Grant>;
  /** Uploads, drains and gives the batch's number. */
  commit(rows: readonly string[], options?: { header?: string[]; poison?: string }): Promise<string>;
}

/** A parsed answer, loosely: a test looks at what it names. */
// biome-ignore lint/suspicious/noExplicitAny: tests read many shapes
export const parse = async (response: Response): Promise<any> => response.json();

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

export async function createFixture(more: Partial<ApiHome> = {}): Promise<Fixture> {
  const memory = memoryPorts({ freshIndexes: true });
  const ports: Fixture['ports'] = {
    ...memory,
    query: {
      rows: async function* rows(query) {
        const all = await memory.refinery.rows({ ...query, limit: 1_000_000 });
        yield* all.slice(query.offset ?? 0, (query.offset ?? 0) + query.limit);
      },
    },
  };
  await applyResource(ports)(resource, 'operator');
  const audits: AccessEntry[] = [];
  const failures: FailureEntry[] = [];
  const app = createApi({
    ports,
    streams: true,
    identify: async (request) =>
      principals[request.headers.get('authorization')?.replace(/^Bearer /, '') ?? ''],
    audit: (entry) => audits.push(entry),
    log: (entry) => failures.push(entry),
    ...more,
  });
  const ask: Fixture['ask'] = async (method, path, { as, body, raw, headers } = {}) =>
    app.request(`/api/v1${path}`, {
      method,
      headers: {
        ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
  const upload: Fixture['upload'] = async (rows, options) => {
    const text = JSON.stringify({ header: ['主体代码'], rows, ...options });
    const asked = {
      resource: 'AIC',
      fileName: '登记.csv',
      size: Buffer.byteLength(text),
      sha256: digest(text),
    };
    const { ticket } = await parse(await ask('POST', '/tickets', { as: 'aic', body: asked }));
    const key = `drop/aic/AIC/${ticket.id}`;
    await ports.objects.put(key, new TextEncoder().encode(text));
    await acceptUpload(ports)({ record: `ticket/${ticket.id}` });
    return ticket.id;
  };
  const drain = () => drainQueues(ports);
  const commit: Fixture['commit'] = async (rows, options) => {
    const ticket = await upload(rows, options);
    await drain();
    return (await parse(await ask('GET', `/tickets/${ticket}`, { as: 'aic' }))).batch.batch;
  };
  const grant: Fixture['grant'] = (receiver, more) =>
    giveGrant(ports, { resource: 'AIC', receiver, ...more });
  return { ports, app, audits, failures, ask, upload, drain, commit, grant };
}

async function drainQueues(ports: Ports): Promise<void> {
  const steps: Partial<Record<QueueName, (message: Message) => Promise<void>>> = {
    batches: transformBatch(ports),
    committed: routeBatch(ports),
    parcels: deliverParcel(ports),
  };
  for (let turned = true; turned; ) {
    turned = false;
    for (const [queue, step] of Object.entries(steps)) {
      const take = async (messages: readonly Message[]) => {
        for (const message of messages) await step(message);
        return { failed: [] };
      };
      if ((await ports.queue.poll(queue as QueueName, take, { limit: 10 })) > 0) turned = true;
    }
  }
}

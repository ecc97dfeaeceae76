/** Reads what a path names and asks for the decision on it. What is not there and what is another's look the same. */

import { NotFound } from '../../layers/core/errors.ts';
import type { Action } from '../../layers/core/identity/actions.ts';
import { unknown } from '../../layers/core/identity/decide.ts';
import { batches, definitions, find, type Held, parcels, tickets } from '../../layers/core/records.ts';
import type { Batch, Parcel, Ticket } from '../../schemas/records.ts';
import type { Resource } from '../../schemas/resource.ts';
import { allow } from './allow.ts';
import type { ApiContext, ApiHome } from './home.ts';

function allowFound<T>(
  c: ApiContext,
  action: Action,
  name: string,
  held: Held<T> | undefined,
  owner: (value: T) => string,
): Held<T> {
  allow(c, action, { owner: held && owner(held.value), secret: name }, name);
  if (held) return held;
  throw unknown(name);
}

/** @throws NotFound for what is not there or is another department's; Forbidden for a role that may not */
export async function findTicketFor(
  c: ApiContext,
  { ports }: ApiHome,
  action: Action,
  id: string,
): Promise<Held<Ticket>> {
  const held = await find(ports.records, tickets, id);
  return allowFound(c, action, tickets.key(id), held, (ticket) => ticket.department);
}

/** @throws as `findTicketFor` */
export async function findBatchFor(
  c: ApiContext,
  { ports }: ApiHome,
  action: Action,
  id: string,
): Promise<Held<Batch>> {
  const held = await find(ports.records, batches, id);
  return allowFound(c, action, batches.key(id), held, (batch) => batch.department);
}

/** A parcel belongs to its receiver. @throws as `findTicketFor` */
export async function findParcelFor(
  c: ApiContext,
  { ports }: ApiHome,
  action: Action,
  id: string,
): Promise<Held<Parcel>> {
  const [batch = '', subscription = '', correction] = id.split('-');
  const held = await find(ports.records, parcels, correction ? 'correction' : 'data', batch, subscription);
  return allowFound(c, action, `parcel/${id}`, held, (parcel) => parcel.receiver);
}

/** A resource's description in force, or one of its versions: the catalog is open to all. @throws NotFound */
export async function findDefinition({ ports }: ApiHome, code: string, version?: number) {
  const held = await find(ports.records, definitions, code, version);
  if (held) return held;
  const named = version === undefined ? code : `${code} ${version}`;
  throw new NotFound(
    `there is no resource ${named}; see GET /resources for those there are`,
    `没有信息资源 ${named}，可在资源目录中查看`,
  );
}

/** The description a batch is bound to; undefined when it is gone. */
export async function boundResource({ ports }: ApiHome, batch: Batch): Promise<Resource | undefined> {
  return (await find(ports.records, definitions, batch.resource, batch.definition))?.value.resource;
}

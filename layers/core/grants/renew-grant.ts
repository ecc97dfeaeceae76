/** Asks for a new term of a grant: a request of its own that follows on, and is decided anew. */
import type { Grant } from '../../../schemas/grant.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, must } from '../records.ts';
import { askableItems } from './approvers.ts';
import { grants } from './kinds.ts';
import { requestGrant } from './request-grant.ts';

export interface Renewal {
  readonly grant: string;
  readonly receiver: string;
  readonly actor: string;
  readonly until: string;
  readonly from?: string | undefined;
  /** As before when absent. */
  readonly purpose?: string | undefined;
  readonly basis?: string | undefined;
}

/** What it asks for is what was granted, less what cannot be asked for any more. @throws as `requestGrant` */
export const renewGrant =
  (ports: Ports) =>
  async ({ grant: id, receiver, actor, ...more }: Renewal): Promise<Grant> => {
    const { value: old } = await must(ports.records, grants, id);
    const { resource } = (await must(ports.records, definitions, old.resource)).value;
    const askable = new Set(askableItems(resource).map((item) => item.code));
    return requestGrant(ports)({
      resource: old.resource,
      receiver,
      actor,
      purpose: more.purpose ?? old.purpose,
      basis: more.basis ?? old.basis,
      items: old.terms.items.filter((item) => askable.has(item)),
      filters: old.terms.filters,
      from: more.from,
      until: more.until,
      ways: old.ways,
      frequency: old.frequency,
      renews: id,
    });
  };

/** Has a department ask for a resource, and everybody who must say yes to it say so. */
import { approversOf } from '../../layers/core/grants/approvers.ts';
import { decideGrant } from '../../layers/core/grants/decide-grant.ts';
import { type GrantRequest, requestGrant } from '../../layers/core/grants/request-grant.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import { definitions, must } from '../../layers/core/records.ts';
import { givenNow } from '../../layers/core/views/resolve-view.ts';
import type { Grant } from '../../schemas/grant.ts';

type Wish = Pick<GrantRequest, 'resource' | 'receiver'> & Partial<GrantRequest>;

const year = 365 * 86_400_000;

/** For a year, unless said otherwise. */
export async function giveGrant(ports: Ports, wish: Wish): Promise<Grant> {
  const asked = await requestGrant(ports)({
    actor: `${wish.receiver}-asker`,
    purpose: '核对税源',
    basis: '《税收征收管理法》第六条',
    frequency: 'monthly',
    until: new Date(ports.clock.now().getTime() + year).toISOString(),
    ...wish,
  });
  const definition = await must(ports.records, definitions, wish.resource);
  const resource = await givenNow(ports.records, definition.value.resource);
  let grant = asked;
  for (const party of approversOf(resource, { receiver: wish.receiver, items: asked.terms.items }))
    grant = await decideGrant(ports)({
      grant: asked.id,
      party,
      actor: `${party}-decider`,
      verdict: 'approved',
    });
  return grant;
}

/**
 * An anchor: the heads of all chains at one time, signed. Kept outside the platform it proves, later, that nothing
 * before it was rewritten. Exported weekly and on demand.
 */
import type { Chain } from '../../../schemas/records.ts';
import { chainSchema } from '../../../schemas/records.ts';
import { canonicalJson } from '../canonical-json.ts';
import { putJson } from '../object-json.ts';
import type { Ports } from '../ports/index.ts';
import type { Signature } from '../ports/signer.ts';
import { readAgain } from '../walk.ts';

export interface Anchor {
  readonly schema: 'anchor/1';
  readonly at: string;
  readonly chains: readonly Chain[];
  readonly signature: Signature;
}

export const exportAnchor = (ports: Ports) => async (): Promise<Anchor> => {
  const heads = await allChains(ports);
  const unsigned = { schema: 'anchor/1' as const, at: ports.clock.now().toISOString(), chains: heads };
  const signature = await ports.signer.sign(new TextEncoder().encode(canonicalJson(unsigned)));
  const anchor: Anchor = { ...unsigned, signature };
  await putJson(ports.objects, `anchors/${unsigned.at}`, anchor);
  return anchor;
};

/** Heads of all chains, read by key. */
export async function allChains(ports: Ports): Promise<readonly Chain[]> {
  const found: Chain[] = [];
  for await (const { value } of readAgain(ports.records, { schema: chainSchema }, ['topic', 'chains']))
    found.push(value);
  return found.sort((a, b) => (a.department < b.department ? -1 : 1));
}

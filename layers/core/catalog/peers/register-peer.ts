/** Registers another installation with its pinned root key, and what may go to it and come from it. */

import type { z } from 'zod';
import type { Peer, peerBody, Scope } from '../../../../schemas/catalog-exchange.ts';
import { InvalidInput } from '../../errors.ts';
import { repeatOnConflict } from '../../exchange/repeat.ts';
import type { Ports } from '../../ports/index.ts';
import { absent, find } from '../../records.ts';
import { Transaction } from '../../transaction.ts';
import { peers } from './kinds.ts';

/** Does the entry lie within the scope? */
export const isWithin = (
  { prefixes, departments }: Scope,
  entry: { readonly code: string; readonly departments: readonly string[] },
): boolean =>
  (prefixes === undefined || prefixes.some((prefix) => entry.code.startsWith(prefix))) &&
  (departments === undefined || entry.departments.every((code) => departments.includes(code)));

/** Registers or changes it. @throws InvalidInput for our own root key */
export const registerPeer =
  (ports: Ports) =>
  async (code: string, body: z.infer<typeof peerBody>, actor: string): Promise<Peer> => {
    if (body.rootKey === (await ports.signer.rootPublicKey()))
      throw new InvalidInput(
        'this is our own root key; give that of the other installation (shuiyuan audit root-key there)',
        '这是本平台的根公钥，请填写对方平台的根公钥',
      );
    let peer: Peer | undefined;
    await repeatOnConflict(async () => {
      const held = await find(ports.records, peers, code);
      const transaction = new Transaction(ports, { step: 'catalog-exchange', department: 'operator', actor });
      peer = { code, ...body, registeredBy: actor, registeredAt: transaction.at };
      await transaction
        .put(peers, held ?? absent(peers.key(code)), peer, {
          action: held ? 'peer changed' : 'peer registered',
          detail: { sends: body.sends, receives: body.receives },
        })
        .commit();
    });
    return peer as Peer;
  };

/** Clear text asked for, answered and expired; and the key of the tokens wrapped anew. */
import {
  answerReveal,
  askReveal,
  expireReveal,
  refuseReveal,
} from '../../../layers/core/desensitise/ask-reveal.ts';
import { reveals } from '../../../layers/core/desensitise/kinds.ts';
import { rotateTokenKey } from '../../../layers/core/desensitise/rotate-token-key.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { must } from '../../../layers/core/records.ts';
import type { Sealed } from '../../../schemas/reveal.ts';
import { secrets } from './sample-files.ts';

const wish = {
  actor: 'officer',
  department: 'tax',
  resource: secrets.code,
  item: 'cust_name',
  token: '0'.repeat(64),
  reason: 'to serve a notice',
  caseReference: 'case 1',
  publicKey: 'A'.repeat(124),
};
const sealed: Sealed = {
  schema: 'sealed/1',
  ephemeral: wish.publicKey,
  nonce: 'A'.repeat(16),
  text: 'AAAA',
};

export async function revealText(ports: Ports): Promise<void> {
  const answered = await askReveal(ports)(wish);
  await answerReveal(ports)(await must(ports.records, reveals, answered.id), 'clerk', sealed);
  const refused = await askReveal(ports)(wish);
  await refuseReveal(ports)(await must(ports.records, reveals, refused.id), 'clerk', 'no such case');
  await expireReveal(ports, await must(ports.records, reveals, answered.id), answered.expires);
  await rotateTokenKey(ports)('officer');
}

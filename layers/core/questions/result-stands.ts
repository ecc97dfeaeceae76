/** May a result that was taken still be relied on? */
import type { Result } from '../../../schemas/result.ts';
import { certificates, standsAt } from '../certificates/index.ts';
import type { Ports } from '../ports/index.ts';
import { must } from '../records.ts';

/** Not when its store's certificate was revoked since because the key was, or may have been, in other hands. */
export const resultStands =
  (ports: Ports) =>
  async ({ chain: [leaf = ''], receivedAt }: Result): Promise<boolean> => {
    const { serial } = ports.certificates.read(leaf);
    const { value } = await must(ports.records, certificates, serial);
    return standsAt(value, new Date(receivedAt));
  };

/**
 * Which key a department's store signs with. For now one that the department registers itself, proving that it holds
 * it; certificates of the city's authority can take this place without anything else knowing.
 */
import type { Store } from '../../../schemas/result.ts';
import { canonicalJson } from '../canonical-json.ts';
import { IntegrityError } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { departments, findOr, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { stores } from './kinds.ts';

const encoder = new TextEncoder();

/** What a store proves its key with. */
export const storeBytes = (department: string, publicKey: string): Uint8Array =>
  encoder.encode(canonicalJson({ schema: 'store/1', department, publicKey }));

/** ES256 over bytes, by a P-256 key as SPKI in base64. A key or signature that cannot be read fits nothing. */
export async function fitsKey(bytes: Uint8Array, signature: string, publicKey: string): Promise<boolean> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const { subtle } = globalThis.crypto;
  try {
    const key = await subtle.importKey('spki', decode(publicKey), algorithm, false, ['verify']);
    const hashed = { name: 'ECDSA', hash: 'SHA-256' };
    return await subtle.verify(hashed, key, decode(signature), Uint8Array.from(bytes));
  } catch {
    return false;
  }
}

/** Of base64 and base64url. */
function decode(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

/** @throws IntegrityError when the proof does not fit */
export const registerStore =
  (ports: Ports) =>
  async (given: { department: string; actor: string; publicKey: string; proof: string }): Promise<Store> => {
    const { department, actor, publicKey, proof } = given;
    await must(ports.records, departments, department);
    if (!(await fitsKey(storeBytes(department, publicKey), proof, publicKey)))
      throw new IntegrityError(
        'the proof does not fit the key; sign with the key that is registered',
        '签名与公钥不符，请用所登记的密钥签名',
      );
    await repeatOnConflict(async () => {
      const held = await findOr(ports.records, stores, undefined as unknown as Store, department);
      if (held.version > 0 && held.value.publicKey === publicKey) return;
      const transaction = new Transaction(ports, { step: 'register-store', department, actor });
      const store: Store = { department, publicKey, registeredBy: actor, registeredAt: transaction.at };
      await transaction.put(stores, held, store, { action: 'store registered' }).commit();
    });
    return (await must(ports.records, stores, department)).value;
  };

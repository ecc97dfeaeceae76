/**
 * The tokeniser's key in the cloud: made by KMS, kept wrapped as write-once objects `keys/token-{n}`, opened only by
 * the tokeniser's function. A rotation writes the key as the next object, wrapped by what is newest in KMS, and
 * removes the one before; the key itself stays, and with it all tokens.
 */
import {
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  type KMSClient,
} from '@aws-sdk/client-kms';
import type { TokeniserStatus } from '../../schemas/token.ts';
import { NotFound, ObjectExists } from '../core/errors.ts';
import type { ObjectStore } from '../core/ports/object-store.ts';
import type { KeptKeys } from '../tokeniser/kept-tokeniser.ts';
import { callAws } from './call-aws.ts';

const prefix = 'keys/token-';
const EncryptionContext = { purpose: 'shuiyuan-token' };
/** Others may rotate or make the key at the same time. */
const tries = 5;

interface Wrapped extends TokeniserStatus {
  readonly object: string;
}

export function kmsTokenKeys(kms: KMSClient, keyId: string, objects: ObjectStore): KeptKeys {
  let opened: Uint8Array | undefined;

  async function newest(): Promise<Wrapped | undefined> {
    const { objects: found } = await objects.list(prefix, { limit: 100 });
    return found
      .map(({ key, putAt }) => ({
        object: key,
        wrapping: Number(key.slice(prefix.length)),
        wrappedAt: putAt.toISOString(),
      }))
      .filter(({ wrapping }) => Number.isInteger(wrapping))
      .sort((a, b) => b.wrapping - a.wrapping)[0];
  }

  async function putFirst(object: string, bytes: Uint8Array): Promise<void> {
    await objects.put(object, bytes).catch((error) => {
      if (!(error instanceof ObjectExists)) throw error;
    });
  }

  async function make(): Promise<void> {
    const command = new GenerateDataKeyWithoutPlaintextCommand({
      KeyId: keyId,
      NumberOfBytes: 32,
      EncryptionContext,
    });
    const answer = await callAws('kms GenerateDataKeyWithoutPlaintext', () => kms.send(command));
    await putFirst(`${prefix}1`, answer.CiphertextBlob ?? new Uint8Array());
  }

  async function current(): Promise<Wrapped> {
    const found = await newest();
    if (found) return found;
    await make();
    return current();
  }

  async function open(wrapped: Wrapped): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of objects.get(wrapped.object)) pieces.push(piece);
    const command = new DecryptCommand({
      KeyId: keyId,
      CiphertextBlob: Buffer.concat(pieces),
      EncryptionContext,
    });
    const answer = await callAws('kms Decrypt', () => kms.send(command));
    return answer.Plaintext ?? new Uint8Array();
  }

  async function key(left = tries): Promise<Uint8Array> {
    if (opened) return opened;
    try {
      opened = await open(await current());
      return opened;
    } catch (error) {
      // Rotated between the look and the read: the next one is there.
      if (error instanceof NotFound && left > 0) return key(left - 1);
      throw error;
    }
  }

  async function status(): Promise<TokeniserStatus> {
    const { wrapping, wrappedAt } = await current();
    return { wrapping, wrappedAt };
  }

  return {
    key: () => key(),
    status,
    async rotate() {
      const before = await current();
      const command = new EncryptCommand({ KeyId: keyId, Plaintext: await key(), EncryptionContext });
      const answer = await callAws('kms Encrypt', () => kms.send(command));
      await putFirst(`${prefix}${before.wrapping + 1}`, answer.CiphertextBlob ?? new Uint8Array());
      await objects.remove(before.object);
      return status();
    },
  };
}

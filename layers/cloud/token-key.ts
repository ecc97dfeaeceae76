/**
 * The tokeniser's key: made by KMS, kept wrapped as a write-once object, opened only by functions that may decrypt
 * with the wrapping key. Rotating that key does not change this one, so tokens stay.
 */
import { DecryptCommand, GenerateDataKeyWithoutPlaintextCommand, type KMSClient } from '@aws-sdk/client-kms';
import { ObjectExists } from '../core/errors.ts';
import type { ObjectStore } from '../core/ports/object-store.ts';
import { callAws } from './call-aws.ts';

const place = 'keys/token-1';
const EncryptionContext = { purpose: 'shuiyuan-token' };

/** Gives the 32 bytes; the first caller ever has them made, a race is decided by who puts first. */
export async function loadTokenKey(kms: KMSClient, keyId: string, objects: ObjectStore): Promise<Uint8Array> {
  if ((await objects.head(place)) === undefined) await makeTokenKey(kms, keyId, objects);
  const wrapped: Uint8Array[] = [];
  for await (const chunk of objects.get(place)) wrapped.push(chunk);
  const command = new DecryptCommand({
    KeyId: keyId,
    CiphertextBlob: Buffer.concat(wrapped),
    EncryptionContext,
  });
  const answer = await callAws('kms Decrypt', () => kms.send(command));
  return answer.Plaintext ?? new Uint8Array();
}

async function makeTokenKey(kms: KMSClient, KeyId: string, objects: ObjectStore): Promise<void> {
  const command = new GenerateDataKeyWithoutPlaintextCommand({ KeyId, NumberOfBytes: 32, EncryptionContext });
  const answer = await callAws('kms GenerateDataKeyWithoutPlaintext', () => kms.send(command));
  try {
    await objects.put(place, answer.CiphertextBlob ?? new Uint8Array());
  } catch (error) {
    if (!(error instanceof ObjectExists)) throw error;
  }
}

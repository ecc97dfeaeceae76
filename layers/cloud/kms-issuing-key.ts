/** The issuing key in KMS: it never leaves it. The digest is made here, for lists are longer than KMS takes. */
import { createHash } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { IssuingKey } from '../authority/issuing-key.ts';
import { callAws } from './call-aws.ts';

/** Over a KMS key of type ECC_NIST_P256. */
export function kmsIssuingKey(kms: KMSClient, KeyId: string): IssuingKey {
  let known: Promise<Buffer> | undefined;
  return {
    algorithm: 'P-256',
    publicKey() {
      known ??= readPublicKey(kms, KeyId);
      known.catch(() => (known = undefined));
      return known;
    },
    async sign(bytes) {
      const command = new SignCommand({
        KeyId,
        Message: createHash('sha256').update(bytes).digest(),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      });
      const answer = await callAws('kms Sign', () => kms.send(command));
      return Buffer.from(answer.Signature ?? []);
    },
  };
}

async function readPublicKey(kms: KMSClient, KeyId: string): Promise<Buffer> {
  const answer = await callAws('kms GetPublicKey', () => kms.send(new GetPublicKeyCommand({ KeyId })));
  return Buffer.from(answer.PublicKey ?? []);
}

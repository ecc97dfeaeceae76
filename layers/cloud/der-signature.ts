/** KMS gives ECDSA signatures as ASN.1; ours are r ‖ s of 32 bytes each. */
import { IntegrityError } from '../core/errors.ts';

const half = 32;

/** SEQUENCE { INTEGER r, INTEGER s } → 64 bytes. @throws IntegrityError for any other form */
export function derToP1363(der: Uint8Array): Buffer {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) throw unreadable();
  const r = readInteger(der, 2);
  const s = readInteger(der, r.end);
  if (s.end !== der.length) throw unreadable();
  return Buffer.concat([padded(r.bytes), padded(s.bytes)]);
}

function readInteger(der: Uint8Array, start: number): { bytes: Uint8Array; end: number } {
  const length = der[start + 1];
  if (der[start] !== 0x02 || length === undefined) throw unreadable();
  const end = start + 2 + length;
  if (end > der.length) throw unreadable();
  return { bytes: der.subarray(start + 2, end), end };
}

/** Integers are signed in ASN.1: a leading zero may be too many, or bytes too few. */
function padded(bytes: Uint8Array): Buffer {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  const digits = bytes.subarray(from);
  if (digits.length > half) throw unreadable();
  return Buffer.concat([Buffer.alloc(half - digits.length), digits]);
}

function unreadable(): IntegrityError {
  return new IntegrityError(
    'the signature is not an ECDSA P-256 signature; check that the signing key is ECC_NIST_P256',
    '签名不是 ECDSA P-256 签名，请核对签名密钥类型是否为 ECC_NIST_P256',
  );
}

/** A passkey in software: keys on P-256, answers as WebAuthn level 2 says, CBOR as far as that needs it. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

type Cbor = number | string | Buffer | Map<number | string, Cbor>;

function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
}

/** Whole numbers, texts, bytes and maps. */
export function encodeCbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const parts = [...value].flatMap(([key, held]) => [encodeCbor(key), encodeCbor(held)]);
  return Buffer.concat([head(5, value.size), ...parts]);
}

const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();
const base64 = (bytes: Buffer): string => bytes.toString('base64url');

interface Held {
  readonly key: KeyObject;
  readonly user: string;
  counter: number;
}

interface Asked {
  readonly challenge: string;
  readonly rp?: { readonly id: string };
  readonly rpId?: string;
  readonly user?: { readonly id: string };
}

const userPresent = 0x01;
const userVerified = 0x04;
const attested = 0x40;

export class SoftwareAuthenticator {
  readonly #held = new Map<string, Held>();
  readonly #origin: string;
  /** 0: it does not count, as those that are kept in several places. */
  readonly #step: number;

  constructor(origin: string, { counts = true } = {}) {
    this.#origin = origin;
    this.#step = counts ? 1 : 0;
  }

  /** Makes a passkey, as `navigator.credentials.create` would answer. */
  register(options: unknown, { verified = true } = {}) {
    const { challenge, rp, user } = options as Asked;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const id = randomBytes(32);
    this.#held.set(base64(id), { key: privateKey, user: user?.id ?? '', counter: 0 });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    const cose = encodeCbor(
      new Map<number, Cbor>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]),
    );
    const length = Buffer.from([0, id.length]);
    const flags = userPresent | attested | (verified ? userVerified : 0);
    const data = Buffer.concat([this.#data(rp?.id ?? '', flags, 0), Buffer.alloc(16), length, id, cose]);
    const statement = new Map<string, Cbor>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', data],
    ]);
    return {
      id: base64(id),
      rawId: base64(id),
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: this.#clientData('webauthn.create', challenge),
        attestationObject: base64(encodeCbor(statement)),
        transports: ['internal'],
      },
    };
  }

  /** Signs in with the passkey it made last, as `navigator.credentials.get` would answer. */
  signIn(options: unknown, { verified = true, origin = this.#origin } = {}) {
    const { challenge, rpId } = options as Asked;
    const [id, held] = [...this.#held].at(-1) ?? [];
    if (id === undefined || held === undefined) throw new Error('this authenticator holds nothing');
    held.counter += this.#step;
    const data = this.#data(rpId ?? '', userPresent | (verified ? userVerified : 0), held.counter);
    const clientDataJSON = this.#clientData('webauthn.get', challenge, origin);
    const signed = Buffer.concat([data, sha256(Buffer.from(clientDataJSON, 'base64url'))]);
    return {
      id,
      rawId: id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON,
        authenticatorData: base64(data),
        signature: base64(sign('sha256', signed, held.key)),
        userHandle: held.user,
      },
    };
  }

  /** A copy of it, as a thief would make: it begins from the same count. */
  copy(): SoftwareAuthenticator {
    const other = new SoftwareAuthenticator(this.#origin, { counts: this.#step > 0 });
    for (const [id, held] of this.#held) other.#held.set(id, { ...held });
    return other;
  }

  #data(rpId: string, flags: number, counter: number): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count]);
  }

  #clientData(type: string, challenge: string, origin = this.#origin): string {
    return base64(Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })));
  }
}

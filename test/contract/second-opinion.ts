/** An independent reader of certificates and lists: @peculiar/x509 over WebCrypto. What it takes, others will take. */

/** The library's container asks for decorators' metadata before it is loaded; this is as much of it as it uses. */
const known = new WeakMap<object, Map<unknown, unknown>>();
const own = (key: unknown, target: object) => known.get(target)?.get(key);
Object.assign(Reflect, {
  defineMetadata(key: unknown, value: unknown, target: object) {
    known.set(target, (known.get(target) ?? new Map()).set(key, value));
  },
  getOwnMetadata: own,
  getMetadata(key: unknown, target: object) {
    for (let at: object | null = target; at; at = Object.getPrototypeOf(at))
      if (own(key, at) !== undefined) return own(key, at);
    return undefined;
  },
});
const x509 = await import('@peculiar/x509');
x509.cryptoProvider.set(globalThis.crypto);

export const readAgain = (der: Uint8Array) => new x509.X509Certificate(Buffer.from(der));
export const readListAgain = (der: Uint8Array) => new x509.X509Crl(Buffer.from(der));

/** Does its signature fit the issuer's key, by WebCrypto? */
export const isSignedAgain = (der: Uint8Array, issuer: Uint8Array): Promise<boolean> =>
  readAgain(der).verify({ publicKey: readAgain(issuer).publicKey, signatureOnly: true });

export const isListSignedAgain = (der: Uint8Array, issuer: Uint8Array): Promise<boolean> =>
  readListAgain(der).verify({ publicKey: readAgain(issuer) });

/**
 * Whose request it is, by its signature: a detached JWS (RFC 7515) whose `kid` is the serial of a certificate of ours
 * and whose payload is `{resource}.{hex SHA-256 of the body}`. A signature is good for minutes; the same request again
 * within them changes nothing, for its messages have ids.
 */
import { z } from 'zod';
import { type CertificateRecord, serialSchema } from '../../../schemas/certificate.ts';
import { certificates } from '../certificates/kinds.ts';
import { standsAt } from '../certificates/verify-with-certificate.ts';
import { Unauthenticated } from '../errors.ts';
import { accounts, applications } from '../identity/kinds.ts';
import { departmentRoles, type Principal } from '../identity/principal.ts';
import { resolvePrincipal } from '../identity/resolve-principal.ts';
import { bytesOfBase64 } from '../pinned-root.ts';
import type { Ports } from '../ports/index.ts';
import { absent, find, type Held } from '../records.ts';

/** Signatures are taken so long after and before the time they name. */
const freshSeconds = 900;
/** A certificate's owner is looked up again after this long; the transaction is conditioned on what was found. */
const keptMilliseconds = 1000;

const headerSchema = z.strictObject({
  alg: z.enum(['ES256', 'SM2SM3']),
  kid: serialSchema,
  /** Seconds since 1970. */
  iat: z.number().int(),
  typ: z.string().optional(),
});

export interface SignedBody {
  readonly jws: string;
  readonly resource: string;
  /** Hex. */
  readonly sha256: string;
}

export interface SignedBy {
  readonly principal: Principal;
  readonly certificate: string;
  /** The certificate and its owner's record. */
  readonly decidedOn: readonly Held<unknown>[];
}

interface Known extends SignedBy {
  readonly record: CertificateRecord;
  readonly fits: (bytes: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>) => Promise<boolean>;
  readonly readAt: number;
}

/** More are not kept: those that have rested longest are read anew. */
const mostKnown = 2000;
const encoder = new TextEncoder();

export interface SignatureCheck {
  /** @throws Unauthenticated saying what does not fit; Forbidden for an owner who may not come in now */
  verify(signed: SignedBody): Promise<SignedBy>;
  /** What was found had moved: it is looked up afresh. */
  forget(): void;
}

export function checkSignatures(ports: Ports): SignatureCheck {
  const known = new Map<string, Known>();

  async function lookUp(serial: string): Promise<Known> {
    const kept = known.get(serial);
    const now = ports.clock.now().getTime();
    if (kept && Math.abs(now - kept.readAt) < keptMilliseconds) return kept;
    const certificate = await find(ports.records, certificates, serial);
    if (!certificate) throw bad('the certificate was not issued here', '证书不是由本平台签发');
    const same = kept?.decidedOn[0]?.version === certificate.version ? kept : undefined;
    const owner = await ownerOf(ports, certificate.value);
    const fits = same?.fits ?? (await verifierOf(ports, certificate.value));
    const decidedOn = [certificate, ...owner.held];
    const found = {
      principal: owner.principal,
      certificate: serial,
      decidedOn,
      record: certificate.value,
      fits,
      readAt: now,
    };
    known.delete(serial);
    known.set(serial, found);
    for (const oldest of known.keys()) if (known.size > mostKnown) known.delete(oldest);
    return found;
  }

  async function verify({ jws, resource, sha256 }: SignedBody): Promise<SignedBy> {
    const { header, protectedPart, signature } = readJws(jws);
    const now = ports.clock.now();
    if (Math.abs(now.getTime() / 1000 - header.iat) > freshSeconds)
      throw bad(
        `the signature names another time (iat); sign anew, and check the clock (${freshSeconds} s are allowed)`,
        `签名时间（iat）与平台时间相差超过 ${freshSeconds} 秒，请校准时钟后重新签名`,
      );
    const found = await lookUp(header.kid);
    checkCertificate(found.record, header.alg, now);
    const payload = base64url(encoder.encode(`${resource}.${sha256}`));
    const bytes = Uint8Array.from(encoder.encode(`${protectedPart}.${payload}`));
    if (!(await found.fits(bytes, signature)))
      throw bad(
        'the signature does not fit this body, this resource and this certificate',
        '签名与正文、资源或证书不符',
      );
    return found;
  }

  return { verify, forget: () => known.clear() };
}

const bad = (en: string, zh: string): Unauthenticated => new Unauthenticated(en, zh);

function readJws(jws: string) {
  const [protectedPart = '', payload, signaturePart = '', ...more] = jws.split('.');
  try {
    if (payload !== '' || more.length > 0) throw new Error('not detached');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytesOfBase64(protectedPart));
    return {
      header: headerSchema.parse(JSON.parse(text)),
      protectedPart,
      signature: bytesOfBase64(signaturePart),
    };
  } catch {
    throw bad(
      'x-jws-signature is no detached JWS: {"alg":"ES256","kid":"<serial>","iat":<seconds>} in base64url, two dots, the signature',
      'x-jws-signature 不是分离式 JWS：base64url 的 {"alg":"ES256","kid":"<证书序列号>","iat":<秒>}、两个点、签名',
    );
  }
}

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

function checkCertificate(record: CertificateRecord, algorithm: string, now: Date): void {
  const moment = now.toISOString();
  if (record.profile !== 'signing')
    throw bad('sign with a certificate of the profile signing', '请使用签名证书（profile signing）');
  if (moment < record.notBefore || moment > record.notAfter || !standsAt(record, now))
    throw bad(
      `certificate ${record.serial} is revoked or not valid now; renew it and sign anew`,
      `证书 ${record.serial} 已吊销或不在有效期内，请续期后重新签名`,
    );
  if (algorithm !== (record.algorithm === 'P-256' ? 'ES256' : 'SM2SM3'))
    throw bad('alg is not that of the certificate’s key', 'alg 与证书密钥的算法不符');
}

/** P-256 by WebCrypto, away from the main thread; the key is read once. */
async function verifierOf(ports: Ports, record: CertificateRecord): Promise<Known['fits']> {
  const { certificate } = record;
  if (record.algorithm !== 'P-256')
    return async (bytes, signature) => ports.certificates.fits(certificate, bytes, signature);
  const { subtle } = globalThis.crypto;
  const spki = bytesOfBase64(ports.certificates.read(certificate).publicKey);
  const key = await subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
  return (bytes, signature) => subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, bytes);
}

interface Owner {
  readonly principal: Principal;
  readonly held: readonly Held<unknown>[];
}

async function ownerOf(ports: Ports, { owner, serial }: CertificateRecord): Promise<Owner> {
  if (owner.kind === 'department') {
    const principal = { name: `certificate-${serial}`, department: owner.name, roles: departmentRoles };
    return { principal, held: [] };
  }
  if (owner.kind !== 'platform') {
    const key = (owner.kind === 'application' ? applications : accounts).key(owner.name);
    const held = (await ports.records.get(key)) ?? absent(key);
    const principal = await resolvePrincipal(ports)(owner.name);
    if (principal) return { principal, held: [held] };
  }
  throw bad(`nobody is known as ${owner.name}`, `平台不认识 ${owner.name}`);
}

/** The authority of both homes; they differ in where the issuing key lies. */
import { InvalidInput } from '../core/errors.ts';
import type { Authority, AuthorityChain, StatusMoment } from '../core/ports/authority.ts';
import { makeKeyPair } from './algorithms.ts';
import { type Certificate, readCertificate, writeCertificate } from './certificate.ts';
import { writeRequest } from './certification-request.ts';
import { type IssuingKey, localIssuingKey } from './issuing-key.ts';
import { distinguishedName } from './names.ts';
import { leafContents, responderContents } from './profiles.ts';
import { mostBytes } from './read-der.ts';
import { writeList } from './revocation-list.ts';
import { type Responder, refuseStatus, writeStatus } from './status-answer.ts';
import { isOfIssuer, readStatusRequest, type StatusRequest } from './status-request.ts';

const day = 24 * 3_600_000;
/** A new responder is made this long before the old one's end. */
const renewMilliseconds = 3_600_000;
/** Clocks of askers may be behind ours. */
const backdateMilliseconds = 5 * 60_000;

const issuerOf = (chain: AuthorityChain): Certificate =>
  readCertificate(Buffer.from(chain.issuing, 'base64'));

/** Makes the port over a key. */
export function x509Authority(key: IssuingKey): Authority {
  const responderAt = dailyResponder(key);
  return {
    requestOwn: (name) => writeRequest(key, { organisation: '税源 Shuiyuan', name }),
    publicKey: async () => (await key.publicKey()).toString('base64'),
    async issue(chain, draft) {
      return (await writeCertificate(key, leafContents(issuerOf(chain), draft))).toString('base64');
    },
    signList: (chain, list) => writeList(key, Buffer.from(chain.issuing, 'base64'), list),
    async answerStatus(chain, request, statusOf, moment) {
      const read = tryRead(request);
      if (read === undefined) return refuseStatus('malformed');
      const issuer = issuerOf(chain);
      const judged = await Promise.all(
        read.asked.map(async (asked) => ({
          id: asked.id,
          status: isOfIssuer(asked, issuer) ? await statusOf(asked.serial) : ({ status: 'unknown' } as const),
        })),
      );
      return writeStatus(await responderAt(chain, moment), judged, moment, read.nonce);
    },
  };
}

function tryRead(request: Uint8Array): StatusRequest | undefined {
  if (request.length > mostBytes) return undefined;
  try {
    return readStatusRequest(request);
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
}

/** One responder a process and day; a failure to certify it is not remembered. */
function dailyResponder(key: IssuingKey) {
  let made:
    | { readonly issuing: string; readonly renewAt: number; readonly responder: Promise<Responder> }
    | undefined;
  return (chain: AuthorityChain, { now }: StatusMoment): Promise<Responder> => {
    const at = now.getTime();
    if (made && made.issuing === chain.issuing && at < made.renewAt && at > made.renewAt - day)
      return made.responder;
    const responder = certifyResponder(key, issuerOf(chain), at);
    const current = { issuing: chain.issuing, renewAt: at + day - renewMilliseconds, responder };
    made = current;
    responder.catch(() => {
      if (made === current) made = undefined;
    });
    return responder;
  };
}

async function certifyResponder(key: IssuingKey, issuer: Certificate, at: number): Promise<Responder> {
  const pair = makeKeyPair(key.algorithm);
  const subject = { organisation: '税源 Shuiyuan', name: '证书状态应答 OCSP responder' };
  const validity = [new Date(at - backdateMilliseconds), new Date(at + day)] as const;
  const contents = responderContents(issuer, pair.publicKey, subject, validity);
  return {
    key: localIssuingKey(pair.privateKey),
    certificate: await writeCertificate(key, contents),
    name: distinguishedName(subject),
  };
}

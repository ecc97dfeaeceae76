/** What every authority keeps to, checked by readers that are not its own. */
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { certificateReader } from '../../layers/authority/certificate-reader.ts';
import { readAll, readOne } from '../../layers/authority/read-der.ts';
import { makeRoot, signIssuer } from '../../layers/authority/root.ts';
import type {
  Authority,
  AuthorityChain,
  CertificateDraft,
  SerialStatus,
} from '../../layers/core/ports/authority.ts';
import { readStatusAnswer, writeStatusRequest } from './ask-status.ts';
import { isListSignedAgain, isSignedAgain, readAgain, readListAgain } from './second-opinion.ts';

interface AuthorityHome {
  readonly authority: Authority;
  close(): Promise<void>;
}

const decode = (text: string): Buffer => Buffer.from(text, 'base64');
const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const seconds = (offset: number) => `${new Date(Date.now() + offset).toISOString().slice(0, 19)}.000Z`;

const draftOf = (change: Partial<CertificateDraft> = {}): CertificateDraft => ({
  serial: certificateReader.newSerial(),
  profile: 'signing',
  subject: { organisation: '供电局', unit: 'power', name: 'power' },
  names: [{ type: 'uri', value: 'urn:shuiyuan:department:power' }],
  publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  notBefore: seconds(-300_000),
  notAfter: seconds(86_400_000),
  address: 'https://exchange.city.example',
  ...change,
});

/** Runs the suite against one authority; `make` is called once. */
export function describeAuthority(name: string, make: () => Promise<AuthorityHome>): void {
  describe(`authority: ${name}`, () => {
    let home: AuthorityHome;
    let chain: AuthorityChain;
    beforeAll(async () => {
      home = await make();
      const root = await makeRoot('root', 'P-256', new Date());
      const request = await home.authority.requestOwn('issuing');
      chain = certificateReader.readChain(await signIssuer(root, request, 'issuing', new Date()));
    }, 60_000);
    afterAll(() => home.close());

    const issue = (change?: Partial<CertificateDraft>) => home.authority.issue(chain, draftOf(change));
    const moment = () => ({ now: new Date(), until: new Date(Date.now() + 600_000) });
    const ask = (request: Uint8Array, statuses: Record<string, SerialStatus> = {}) =>
      home.authority.answerStatus(
        chain,
        request,
        async (serial) => statuses[serial] ?? { status: 'unknown' },
        moment(),
      );

    test('asks for its own certificate with the key it signs with', async () => {
      const asked = certificateReader.readRequest(await home.authority.requestOwn('issuing'));
      expect(asked.publicKey).toBe(await home.authority.publicKey());
      expect(certificateReader.read(chain.issuing)).toMatchObject({ mayIssue: true, maySign: false });
    });

    test('issues what other readers find signed by it, and by the root above it', async () => {
      const certificate = decode(await issue());
      const issuing = new X509Certificate(decode(chain.issuing));
      const leaf = new X509Certificate(certificate);
      expect(leaf.verify(issuing.publicKey) && leaf.checkIssued(issuing) && !leaf.ca).toBe(true);
      expect(issuing.verify(new X509Certificate(decode(chain.root)).publicKey) && issuing.ca).toBe(true);
      expect(await isSignedAgain(certificate, decode(chain.issuing))).toBe(true);
      expect(await isSignedAgain(certificate, decode(chain.root))).toBe(false);
    });

    test('says what the draft says', async () => {
      const draft = draftOf({
        profile: 'server-tls',
        names: [
          { type: 'dns', value: 'bridge.city.example' },
          { type: 'ip', value: '10.1.2.3' },
          { type: 'ip', value: '2001:db8::1' },
        ],
      });
      const certificate = new X509Certificate(decode(await home.authority.issue(chain, draft)));
      expect(certificate.serialNumber.toLowerCase()).toBe(draft.serial);
      expect(certificate.validFromDate.toISOString()).toBe(draft.notBefore);
      expect(certificate.validToDate.toISOString()).toBe(draft.notAfter);
      expect(certificate.subject).toBe('C=CN\nO=供电局\nOU=power\nCN=power');
      expect(certificate.checkHost('bridge.city.example')).toBeDefined();
      expect(certificate.checkIP('10.1.2.3') && certificate.checkIP('2001:db8::1')).toBeDefined();
      expect(certificate.checkHost('power')).toBeUndefined();
      expect(certificate.infoAccess).toContain('https://exchange.city.example/pki/ocsp');
      expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    });

    test('writes the same contents from the same draft', async () => {
      const draft = draftOf();
      const [one, other] = [
        await home.authority.issue(chain, draft),
        await home.authority.issue(chain, draft),
      ];
      const contents = (text: string) => readAll(readOne(decode(text), 0x30, 'x').body, 'x')[0]?.whole;
      expect(contents(one)).toEqual(contents(other));
    });

    test('lists the revoked with number, times and reasons, in a form other readers take', async () => {
      const serial = certificateReader.newSerial();
      const revoked = [
        { serial, at: seconds(-1000), reason: 1 },
        { serial: certificateReader.newSerial(), at: seconds(-2000), reason: 0 },
      ];
      const list = { number: 300, thisUpdate: seconds(0), nextUpdate: seconds(86_400_000), revoked };
      const der = await home.authority.signList(chain, list);
      const read = readListAgain(der);
      expect(read.nextUpdate?.toISOString()).toBe(list.nextUpdate);
      expect(read.entries.map((one) => [one.serialNumber, one.reason])).toEqual([
        [serial, 1],
        [revoked[1]?.serial, undefined],
      ]);
      expect(await isListSignedAgain(der, decode(chain.issuing))).toBe(true);
      expect(read.getExtension('2.5.29.20')?.value).toEqual(new Uint8Array([2, 2, 1, 44]).buffer);
    });

    test('signs a list that is empty, and one that is long', async () => {
      const at = seconds(0);
      const list = { number: 1, thisUpdate: at, nextUpdate: seconds(1000) };
      const many = Array.from({ length: 500 }, () => ({
        serial: certificateReader.newSerial(),
        at,
        reason: 4,
      }));
      for (const revoked of [[], many]) {
        const der = await home.authority.signList(chain, { ...list, revoked });
        expect(readListAgain(der).entries).toHaveLength(revoked.length);
        expect(await isListSignedAgain(der, decode(chain.issuing))).toBe(true);
      }
    }, 60_000);

    test('answers whether certificates are good, by a responder it vouched for, with the nonce', async () => {
      const [good, bad, strange] = [0, 1, 2].map(() => certificateReader.newSerial()) as [
        string,
        string,
        string,
      ];
      const nonce = Buffer.from('0123456789abcdef');
      const request = writeStatusRequest(decode(chain.issuing), [good, bad, strange], nonce);
      const der = await ask(request, {
        [good]: { status: 'good' },
        [bad]: { status: 'revoked', at: seconds(0), reason: 1 },
      });
      const answer = readStatusAnswer(der, nonce);
      expect(answer).toMatchObject({
        status: 0,
        certificates: ['good', 'revoked', 'unknown'],
        nonce: true,
        isSigned: true,
      });
      const issuing = new X509Certificate(decode(chain.issuing));
      expect(answer.responder?.verify(issuing.publicKey)).toBe(true);
      expect(answer.responder?.keyUsage).toEqual(['1.3.6.1.5.5.7.3.9']);
      expect(
        readAgain(answer.responder?.raw ?? Buffer.alloc(0)).getExtension('1.3.6.1.5.5.7.48.1.5'),
      ).toBeTruthy();
    });

    test('knows nothing of another issuer’s certificates', async () => {
      const serial = certificateReader.newSerial();
      const request = writeStatusRequest(decode(chain.root), [serial]);
      const answer = readStatusAnswer(await ask(request, { [serial]: { status: 'good' } }));
      expect(answer.certificates).toEqual(['unknown']);
    });

    test.each([
      ['nothing', Buffer.alloc(0)],
      ['noise', Buffer.from('GET / HTTP/1.1')],
      ['an endless length', Buffer.from('3084ffffffff', 'hex')],
      ['an empty list', Buffer.from('300430023000', 'hex')],
    ])('says that it cannot read %s', async (_, request) => {
      expect(readStatusAnswer(await ask(request)).status).toBe(1);
    });
  });
}

/** The authority's own certificates: the offline root signed the issuing key's, and a security officer installed both. */
import type { z } from 'zod';
import type { authoritySchema } from '../../../schemas/certificate.ts';
import { InvalidInput, Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { absent, find } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { authorities, platform } from './kinds.ts';

export type InstalledAuthority = z.infer<typeof authoritySchema>;

/** @throws Refused while there is none */
export async function mustAuthority(ports: Ports): Promise<InstalledAuthority> {
  const held = await find(ports.records, authorities);
  if (held) return held.value;
  throw new Refused(
    'no-authority',
    'the certificate authority has no certificate of its own yet: a security officer installs one, see docs/certificates.md',
    '证书签发机构尚无自己的证书，请由安全管理员安装，见 docs/certificates.md',
  );
}

/** What the offline root has to sign: PKCS #10, PEM. */
export const requestAuthority = (ports: Ports) => (): Promise<string> =>
  ports.authority.requestOwn('税源证书签发机构 Shuiyuan issuing authority');

/** Puts a chain in force, in the place of the one before. The same again changes nothing. */
export const installAuthority =
  (ports: Ports) =>
  async ({ chain: pem, actor }: { chain: string; actor: string }): Promise<InstalledAuthority> => {
    const chain = ports.certificates.readChain(pem);
    await checkChain(ports, chain);
    await repeatOnConflict(async () => {
      const held = await find(ports.records, authorities);
      if (held?.value.issuing === chain.issuing && held.value.root === chain.root) return;
      const transaction = new Transaction(ports, { step: 'install-authority', department: platform, actor });
      const value = {
        schema: 'authority/1' as const,
        ...chain,
        installedBy: actor,
        installedAt: transaction.at,
      };
      const digest = ports.certificates.read(chain.issuing).sha256;
      await transaction
        .put(authorities, held ?? absent(authorities.key()), value, { action: 'authority installed', digest })
        .commit();
    });
    return mustAuthority(ports);
  };

async function checkChain(ports: Ports, chain: { issuing: string; root: string }): Promise<void> {
  const { certificates, clock } = ports;
  const issuing = certificates.read(chain.issuing);
  const root = certificates.read(chain.root);
  if (issuing.publicKey !== (await ports.authority.publicKey()))
    throw new InvalidInput(
      'the issuing certificate is not over this platform’s key; have the request of this platform signed',
      '签发证书的公钥不属于本平台，请用本平台导出的申请重新签署',
    );
  const now = clock.now().toISOString();
  if (issuing.notBefore > now || issuing.notAfter <= now || root.notAfter <= now)
    throw new InvalidInput(
      'the chain is not valid at this time; have it signed anew, and check the clocks',
      '证书链不在有效期内，请重新签署并核对时钟',
    );
}

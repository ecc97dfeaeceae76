/** `store certify`: the certificate that a store's results are signed under. */
import { certificateReader } from '../../layers/authority/certificate-reader.ts';
import { type Command, isSet } from '../command.ts';
import { type Certification, certify, certifyAnew, type OpenRequest } from '../store/certify.ts';
import { renewSigningKey } from '../store/open-store.ts';
import { inStore, storeOption, workOf } from '../store/use-store.ts';
import { inBoth } from '../terminal.ts';

export function describeRequest({ id, stage, keySha256, reason }: OpenRequest): string {
  if (stage === 'refused')
    return inBoth(
      `证书申请 ${id} 被拒绝：${reason ?? ''}；改正后运行 store certify --anew`,
      `request ${id} for the store's certificate was refused: ${reason ?? ''}; put it right and run store certify --anew`,
    );
  return inBoth(
    `证书申请 ${id} 待安全管理员签发（cert issue ${id}），公钥摘要 ${keySha256}；没有证书时不提交结果`,
    `request ${id} waits for a security officer (cert issue ${id}), key digest ${keySha256}; without a certificate no result is handed in`,
  );
}

function describeCertification({ chain, open }: Certification): string {
  if (open) return describeRequest(open);
  const [leaf = ''] = chain ?? [];
  const { serial, subject, notAfter } = certificateReader.read(leaf);
  return inBoth(
    `数据仓的证书 ${serial}（${subject}）有效至 ${notAfter}`,
    `certificate ${serial} (${subject}), good until ${notAfter}`,
  );
}

export const certifyStore: Command = {
  name: 'store certify',
  usage: '[--anew | --new-key] [--store DIR]',
  zh: '为数据仓的签名密钥申请证书；--anew 再次申请，--new-key 先换用新密钥（密钥泄露时）',
  en: "ask for a certificate over the store's key; --anew asks again, --new-key first makes another key (when it was lost)",
  options: { ...storeOption, anew: { type: 'boolean' }, 'new-key': { type: 'boolean' } },
  words: [0, 0],
  async run(input) {
    if (isSet(input.values, 'new-key')) await inStore(input, ({ folder }) => renewSigningKey(folder));
    return inStore(input, async (store) => {
      const ask = isSet(input.values, 'anew') ? certifyAnew : certify;
      const { chain, open } = await ask(workOf(input, store));
      return {
        json: { publicKey: store.publicKey, chain, open },
        text: describeCertification({ chain, open }),
      };
    });
  },
};

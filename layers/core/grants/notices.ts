/** What people are told about requests and grants. Never what stands in the data. */
import type { Grant } from '../../../schemas/grant.ts';
import type { Notice } from '../ports/surroundings.ts';
import { grants } from './kinds.ts';

interface Words {
  readonly zh: string;
  readonly en: string;
}

/** @param version the grant's version that the notice is about: the same is told once */
export const noticeOf = (
  grant: Grant,
  version: number,
  to: string,
  severity: Notice['severity'],
  { zh, en }: Words,
): Notice => ({
  id: `${grants.key(grant.id)}@${version}/${to}`,
  to,
  severity,
  subject: `${zh} / ${en}`,
  body: `shuiyuan grant show ${grant.id}`,
});

export const toDecide = ({ resource, receiver, renews }: Grant): Words => ({
  zh: `${receiver} ${renews === undefined ? '申请使用' : '申请续期使用'} ${resource}，请审批`,
  en: `${receiver} asks for ${resource}${renews === undefined ? '' : ' again'}, please decide`,
});

export const stillToDecide = ({ resource, receiver, requestedAt }: Grant): Words => ({
  zh: `${receiver} 于 ${requestedAt} 申请使用 ${resource}，仍待审批`,
  en: `${receiver} asked for ${resource} at ${requestedAt} and still waits for a decision`,
});

export const granted = ({ id, resource, terms }: Grant): Words => ({
  zh: `已获准使用 ${resource}，${terms.from} 至 ${terms.until}（授权 ${id}）`,
  en: `${resource} is granted, from ${terms.from} until ${terms.until} (grant ${id})`,
});

/** With the reason of whoever did it. */
export const happened = (zh: string, en: string, { resource }: Grant, reason?: string): Words => ({
  zh: `${resource} 的授权${zh}${reason === undefined ? '' : `：${reason}`}`,
  en: `the grant on ${resource} ${en}`,
});

export const endsSoon = ({ id, resource, terms }: Grant): Words => ({
  zh: `${resource} 的授权将于 ${terms.until} 到期；需继续使用请申请续期：shuiyuan grant renew ${id}`,
  en: `the grant on ${resource} ends at ${terms.until}; to go on: shuiyuan grant renew ${id}`,
});

export const ended = ({ resource, stage }: Grant): Words => ({
  zh: stage === 'expired' ? `${resource} 的授权已到期` : `${resource} 的授权已终止`,
  en: `the grant on ${resource} has ended`,
});

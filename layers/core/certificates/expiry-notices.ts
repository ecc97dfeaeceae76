/** Owners are told 30, 7 and 1 days before a certificate ends, each once. */
import type { CertificateRecord } from '../../../schemas/certificate.ts';
import { ConditionFailed } from '../errors.ts';
import { tellPeople } from '../exchange/tell-people.ts';
import type { Ports } from '../ports/index.ts';
import { find, type Held } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { writeReserved } from './issue-certificate.ts';
import { certificateRequests, certificates, expiryWaits, issueWaits, platform } from './kinds.ts';
import { nextNotice } from './notice-times.ts';

const day = 24 * 3_600_000;
/** How many days before the end the notice that is due now speaks of. */
const daysOf = ({ notAfter, due = notAfter }: CertificateRecord): number =>
  Math.round((Date.parse(notAfter) - Date.parse(due)) / day);

export interface Tended {
  readonly told: number;
  readonly written: number;
}

/** By the clock: tells of ends that come near, and writes certificates somebody died over. */
export const tendCertificates = (ports: Ports) => async (): Promise<Tended> => ({
  told: await tellOfEnds(ports),
  written: await writeLeft(ports),
});

async function tellOfEnds(ports: Ports): Promise<number> {
  const now = ports.clock.now().toISOString();
  const page = await ports.records.query('due', expiryWaits, { to: now, limit: 100 });
  let told = 0;
  for (const { key } of page.items) {
    const held = await find(ports.records, certificates, key.slice('certificate/'.length));
    if (held?.value.due !== undefined && held.value.due <= now && (await tell(ports, held))) told += 1;
  }
  return told;
}

/** People first: a notice that a death came before would be given never. */
async function tell(ports: Ports, held: Held<CertificateRecord>): Promise<boolean> {
  const { serial, owner, notAfter, stage, subject } = held.value;
  const days = daysOf(held.value);
  const department = owner.department ?? platform;
  if (stage === 'valid' && notAfter > ports.clock.now().toISOString())
    await tellPeople(ports, {
      id: `certificate/${serial}/${days}`,
      to: owner.department ?? 'operator',
      severity: days > 7 ? 'info' : 'warning',
      subject: `证书 ${days} 天内到期，请续期 / a certificate ends within ${days} days: renew it`,
      body: `${subject} · ${serial} · ${notAfter} · shuiyuan cert renew ${serial}`,
    });
  await ports.probe.at('certificate-notice: people told');
  const transaction = new Transaction(ports, { step: 'certificate-notice', department, actor: 'system' });
  const due = stage === 'valid' ? nextNotice(notAfter, ports.clock.now()) : undefined;
  try {
    await transaction
      .put(certificates, held, { ...held.value, due }, { action: 'certificate owner told of its end' })
      .commit();
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}

/** Whoever reserved the number may still be at work. */
const patienceMilliseconds = 60_000;

async function writeLeft(ports: Ports): Promise<number> {
  const to = new Date(ports.clock.now().getTime() - patienceMilliseconds).toISOString();
  const page = await ports.records.query('due', issueWaits, { to, limit: 20 });
  let written = 0;
  for (const { key } of page.items) {
    const held = await find(ports.records, certificateRequests, key.slice('certificate-request/'.length));
    if (held?.value.stage !== 'reserved') continue;
    await writeReserved(ports)(held.value.id);
    written += 1;
  }
  return written;
}

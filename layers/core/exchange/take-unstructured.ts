/**
 * Scans and drawings are passed on as they are, and only after a real scanner found them clean. A scanner that does
 * not answer delays, and alarms; it never lets through.
 */
import type { Batch } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { describeDocument } from '../documents/describe-document.ts';
import { PoisonError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { batches, type Held } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { commitBatch } from './commit-batch.ts';
import { repeatWhileOwn } from './repeat.ts';
import { tellPeople } from './tell-people.ts';

const step = 'take-unstructured';
const nothing = { rows: { read: 0, accepted: 0, refused: 0, ignored: 0 }, parts: [], findings: [] };

export async function takeUnstructured(ports: Ports, batch: Held<Batch>, resource: Resource): Promise<void> {
  const verdict = await ports.scanner.scan({ key: batch.value.source, size: batch.value.size });
  await ports.probe.at(`${step}: scanned`);
  switch (verdict.state) {
    case 'infected':
      throw new PoisonError(
        'infected',
        `${batch.value.fileName} carries ${verdict.threat}; clean the computer it came from and send the file anew`,
        `${batch.value.fileName} 含有恶意代码 ${verdict.threat}，请处理来源计算机后重新上传`,
        { place: { department: batch.value.department, resource: resource.code, batch: batch.value.id } },
      );
    case 'waiting':
      return waitForScanner(ports, batch, verdict.why);
    case 'clean': {
      const checks = [...batch.value.checks, `scanned by ${verdict.engine}`];
      const scanned = { ...batch, value: { ...batch.value, checks } };
      const attempt = ports.ids.next();
      const document = await describeDocument(ports, batch.value, resource, attempt);
      return commitBatch(ports, scanned, { attempt, refined: nothing, document });
    }
  }
}

async function waitForScanner(ports: Ports, batch: Held<Batch>, why: string): Promise<void> {
  await repeatWhileOwn(batch.key, async () => {
    const transaction = new Transaction(ports, { step, department: batch.value.department, actor: 'system' });
    const due = new Date(ports.clock.now().getTime() + ports.settings.scanMinutes * 60_000).toISOString();
    await transaction
      .put(
        batches,
        batch,
        { ...batch.value, stage: 'scanning', due, changedAt: transaction.at },
        { action: 'waits for the scanner', detail: { why } },
      )
      .commit();
  });
  await tellPeople(ports, {
    id: `${batch.key}/scanner`,
    to: 'operator',
    severity: 'alarm',
    subject: '文件待查毒 / a file waits for the scanner',
    body: `batch ${batch.value.id}: ${why}`,
  });
}

/** scanning → accepted: the scanner is asked again. */
export async function wakeScanning(ports: Ports, batch: Held<Batch>): Promise<boolean> {
  const transaction = new Transaction(ports, { step, department: batch.value.department, actor: 'system' });
  await transaction
    .put(
      batches,
      batch,
      { ...batch.value, stage: 'accepted', due: undefined, changedAt: transaction.at },
      { action: 'scanner asked again' },
    )
    .announce('batches', batch.key, batch.version + 1)
    .commit();
  return true;
}

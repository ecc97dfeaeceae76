/** Looks for what is wrong of itself: dead letters, and what the operator was told of as an alarm. */
import type { QueueName } from '../../../schemas/messages.ts';
import { unlessMoved } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { find, findOr, notices } from '../records.ts';
import { shown } from '../walk.ts';
import { closeAlarm } from './handle-alarm.ts';
import { noticesRead, standings } from './kinds.ts';
import { raiseAlarm } from './raise-alarm.ts';

const step = 'find-faults';
const kind = 'dead-letters';

/** Alarms while there are dead letters, more of them join; closes when there are none. */
export async function lookAtDeadLetters(ports: Ports): Promise<void> {
  for (const { queue, dead } of await ports.queue.depth())
    if (dead > 0) await raiseAlarm(ports)(deadLetters(queue, dead));
    else await closeWhenGone(ports, `queue/${queue}`);
}

const deadLetters = (queue: QueueName, dead: number) => ({
  kind,
  subject: `queue/${queue}`,
  severity: 'alarm' as const,
  measure: dead,
  zh: `队列 ${queue} 有 ${dead} 条死信：查明原因后退回重试`,
  en: `queue ${queue} has ${dead} dead letters: find the cause, then redrive them`,
});

async function closeWhenGone(ports: Ports, subject: string): Promise<void> {
  const standing = await find(ports.records, standings, kind, subject);
  const id = standing?.value.alarm;
  if (id !== undefined)
    await closeAlarm(ports)({ id, actor: 'system', note: '死信已清 / no dead letters are left' });
}

/** A look goes back this far behind the newest notice seen: an index shows what was committed late. */
const overlap = 10 * 60_000;
const day = 24 * 3_600_000;
/** Notices about alarms, which raise none. */
export const aboutAlarms = 'alarm-message/';

/** Quotas, faults of refreshes, parcels nobody acknowledges: each notice of an alarm to the operator is one. */
export async function lookAtNotices(ports: Ports): Promise<void> {
  const start = { from: new Date(ports.clock.now().getTime() - day).toISOString() };
  const read = await findOr(ports.records, noticesRead, start);
  let { from } = read.value;
  for await (const { value } of shown(ports.records, ['owner', 'notices/operator'], { from })) {
    const notice = notices.schema.parse(value);
    from = later(from, new Date(Date.parse(notice.at) - overlap).toISOString());
    if (notice.severity !== 'alarm' || notice.id.startsWith(aboutAlarms)) continue;
    const [zh = '', en = zh] = notice.subject.split(' / ');
    const subject = notice.id.slice(0, 600);
    await raiseAlarm(ports)({
      kind: 'notice',
      subject,
      severity: 'alarm',
      zh,
      en: `${en}: ${notice.body}`,
      isSingle: true,
    });
  }
  await ports.probe.at(`${step}: notices read`);
  if (from === read.value.from) return;
  const write = { put: noticesRead.key(), value: { from }, expect: read.version };
  await unlessMoved(() => ports.records.commit([write]));
}

const later = (one: string, other: string): string => (one > other ? one : other);

/** By the clock: looks for faults, takes the steps that are due, sends what is to be sent. */
import type { Ports } from '../ports/index.ts';
import { deliverAlarms } from './deliver-alarms.ts';
import { escalateAlarms } from './escalate.ts';
import { lookAtDeadLetters, lookAtNotices } from './find-faults.ts';

export interface Tended {
  readonly steps: number;
  readonly sent: number;
}

export const tendAlarms = (ports: Ports) => async (): Promise<Tended> => {
  await lookAtDeadLetters(ports);
  await lookAtNotices(ports);
  const steps = await escalateAlarms(ports);
  return { steps, sent: await deliverAlarms(ports) };
};

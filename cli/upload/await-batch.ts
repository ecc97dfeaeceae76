/** Waits until the platform has decided about an upload. */
import type { BatchView, TicketView } from '../../schemas/api-answers.ts';
import { type ApiClient, encode } from '../api-client.ts';
import { RefusedCommand, TransientFailure } from '../failures.ts';

/** Longest wait of one request, in seconds. */
const longestPoll = 20;

/** Nothing of the batch is at work now: it ended, or waits for somebody. */
export const isAtRest = ({ state }: Pick<BatchView, 'state'>): boolean =>
  ['committed', 'asks', 'scanning', 'withdrawn', 'replaced', 'quarantined'].includes(state);

function remaining(until: number): number {
  const seconds = (until - performance.now()) / 1000;
  return Math.max(0, Math.min(longestPoll, Math.ceil(seconds)));
}

/** `look` is the command that shows how it went on. */
const tooSlow = (zh: string, en: string, look: string): TransientFailure =>
  new TransientFailure(
    'timeout',
    `${zh} 尚无结果，平台仍在处理；稍后用 ${look} 查看`,
    `${en} is still at work; look again later with ${look}`,
  );

export interface Accepted {
  readonly ticket: TicketView;
  readonly batch: BatchView;
}

/** Until the file became a batch. `until` as performance.now() tells it. @throws RefusedCommand when it was refused */
export async function awaitAcceptance(client: ApiClient, ticket: string, until: number): Promise<Accepted> {
  for (;;) {
    const path = `/tickets/${encode(ticket)}?wait=${remaining(until)}`;
    const seen = await client.get<{ ticket: TicketView; batch?: BatchView }>(path);
    if (seen.ticket.stage === 'refused') throw refused(seen.ticket);
    if (seen.batch) return { ticket: seen.ticket, batch: seen.batch };
    if (performance.now() >= until)
      throw tooSlow(`凭证 ${ticket}`, `ticket ${ticket}`, 'shuiyuan batch list');
  }
}

function refused({ reason, id }: TicketView): RefusedCommand {
  const text = reason?.message ?? id;
  return new RefusedCommand(reason?.code ?? 'refused', text, text);
}

/** Until the batch is at rest. */
export async function awaitRest(
  client: ApiClient,
  batch: string,
  until: number,
  see: (batch: BatchView) => void = () => {},
): Promise<BatchView> {
  for (;;) {
    const view = await client.get<BatchView>(`/batches/${encode(batch)}?wait=${remaining(until)}`);
    see(view);
    if (isAtRest(view)) return view;
    if (performance.now() >= until)
      throw tooSlow(`批次 ${batch}`, `batch ${batch}`, `shuiyuan batch show ${batch}`);
  }
}

/**
 * Takes messages of records: each is checked by the description, and answered when it is durable, with a receipt or with
 * what is wrong with it. A flaw refuses its own record and no other.
 */
import { type RecordReceipt, recordMessageSchema } from '../../../schemas/realtime.ts';
import { ConditionFailed, TransientError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { Held } from '../records.ts';
import { watchBacklog } from './backlog.ts';
import type { Flaw } from './check-record.ts';
import { type Described, openDescriptions } from './described.ts';
import { type Intake, openIntake } from './intake.ts';
import { digestOfRecord } from './receipt.ts';
import { type IncomingStream, type StreamReceived, takeStream } from './receive-stream.ts';
import { checkSignatures } from './signed-request.ts';
import { type Sender, widthOf } from './take-group.ts';

export interface ReceiveRequest {
  readonly department: string;
  readonly resource: string;
  /** Account, application or certificate. */
  readonly by: string;
  readonly certificate?: string | undefined;
  /** What the leave to send was decided on. */
  readonly decidedOn: readonly Held<unknown>[];
}

/** What became of one message. */
export type Received =
  | { readonly id: string; readonly repeated: boolean; readonly receipt: RecordReceipt }
  | { readonly id: string | undefined; readonly flaws: readonly Flaw[] }
  | { readonly id: string; readonly error: unknown };

/** The door of all channels. Made once a process: it holds what waits. */
export function openReception(ports: Ports) {
  const descriptions = openDescriptions(ports);
  const signatures = checkSignatures(ports);
  const intake = openIntake(ports);
  const backlog = watchBacklog(ports);

  /** What was decided on moved between the look and the commit: the same request is decided anew. */
  const freshly = (error: unknown): unknown => {
    if (!(error instanceof ConditionFailed)) return error;
    descriptions.forget();
    signatures.forget();
    return new TransientError(
      'the resource, the certificate or the account was changed just now; send the same again',
      '资源、证书或账号刚刚发生变更，请原样重发',
    );
  };

  return {
    verify: signatures.verify,
    describe: (code: string): Promise<Described> => descriptions.of(code),
    /** @throws TooMany, Overloaded before any of them is taken */
    async receive(request: ReceiveRequest, messages: readonly unknown[]): Promise<readonly Received[]> {
      const described = await descriptions.of(request.resource);
      const sender = senderOf(request, described);
      intake.checkRoom(messages.length);
      await backlog.check(request);
      return Promise.all(
        messages.map(async (message) => {
          const received = await receiveOne(intake, sender, described, message);
          return 'error' in received ? { ...received, error: freshly(received.error) } : received;
        }),
      );
    },
    /** @throws IntegrityError when the body is another than was signed: nothing of it is taken */
    async receiveStream(request: ReceiveRequest, stream: IncomingStream): Promise<StreamReceived> {
      const described = await descriptions.of(request.resource);
      await backlog.check(request);
      return takeStream(
        { ports, intake, check: described.check },
        senderOf(request, described),
        stream,
      ).catch((error: unknown) => {
        throw freshly(error);
      });
    },
  };
}
export type Reception = ReturnType<typeof openReception>;

const senderOf = (request: ReceiveRequest, { resource, decidedOn }: Described): Sender => ({
  ...request,
  definition: resource.version,
  decidedOn: [...decidedOn, ...request.decidedOn],
});

async function receiveOne(
  intake: Intake,
  sender: Sender,
  { check }: Described,
  message: unknown,
): Promise<Received> {
  const parsed = recordMessageSchema.safeParse(message);
  if (!parsed.success)
    return { id: undefined, flaws: [{ pointer: pointerOf(parsed.error), rule: 'not-a-message' }] };
  const { id, record } = parsed.data;
  const checked = check(record);
  if ('flaws' in checked)
    return { id, flaws: checked.flaws.map((flaw) => ({ ...flaw, pointer: `/record${flaw.pointer}` })) };
  const { line } = checked;
  try {
    const digest = await digestOfRecord(record);
    const taken = await intake.take(sender, { id, digest, records: 1, bytes: widthOf(line), lines: [line] });
    return { id, ...taken };
  } catch (error) {
    return { id, error };
  }
}

const pointerOf = ({ issues }: { issues: readonly { readonly path: readonly PropertyKey[] }[] }): string =>
  (issues[0]?.path ?? []).map((part) => `/${String(part)}`).join('');

/**
 * Group commit of messages: those of a channel that come while one commit is under way go into the next together. So the
 * first does not wait, and the busier a channel is the more messages share a transaction, a tree and a signature. Each is
 * answered when it is durable. What waits is bounded; beyond that senders are told when to come again.
 */
import { TooMany } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { nameChannel } from './kinds.ts';
import {
  type ChannelState,
  groupCharacters,
  type Message,
  mostMessages,
  type Outcome,
  type Sender,
  type TakenMessage,
  takeGroup,
} from './take-group.ts';

/** Waiting in this process, over all channels. */
const mostWaiting = 4000;
const mostCharacters = 64 * 1024 ** 2;

export interface Intake {
  /**
   * Takes a message; resolves when it is durable.
   * @throws TooMany with the seconds after which there is room; ConditionFailed when what was decided on has moved;
   * Refused `id-reused`
   */
  take(sender: Sender, message: Message): Promise<TakenMessage>;
  /** @throws TooMany unless there is room for so many messages now */
  checkRoom(messages: number): void;
}

interface Waiting {
  readonly sender: Sender;
  readonly message: Message;
  readonly resolve: (taken: TakenMessage) => void;
  readonly reject: (error: unknown) => void;
}

interface Line extends ChannelState {
  readonly waiting: Waiting[];
  isRunning: boolean;
  /** When its last commit was begun. */
  begunAt: number;
}

/** Commits of a channel begin no closer together, in milliseconds: each costs a signature and a sync, whatever it holds. */
const betweenCommits = 12;

async function waitForCompany({ begunAt, waiting }: Line): Promise<void> {
  const left = betweenCommits - (performance.now() - begunAt);
  if (left > 0 && waiting.length < mostMessages) await new Promise((resume) => setTimeout(resume, left));
}

export function openIntake(ports: Ports): Intake {
  const lines = new Map<string, Line>();
  const depth = { messages: 0, characters: 0 };
  const pace = measurePace();

  async function run(line: Line): Promise<void> {
    line.isRunning = true;
    while (line.waiting.length > 0) {
      const group = nextGroup(line.waiting);
      line.begunAt = performance.now();
      await commit(line, group);
      pace.note(group.length);
      await waitForCompany(line);
    }
    line.isRunning = false;
  }

  async function commit(line: Line, group: readonly Waiting[]): Promise<void> {
    const { sender } = group[0] as Waiting;
    const messages = group.map(({ message }) => message);
    const outcomes = await takeGroup(ports, line, sender, messages).catch((error: unknown): Outcome[] =>
      group.map(() => ({ error })),
    );
    for (const [index, { message, resolve, reject }] of group.entries()) {
      depth.messages -= 1;
      depth.characters -= message.bytes;
      const outcome = outcomes[index] as Outcome;
      if ('error' in outcome) reject(outcome.error);
      else resolve(outcome);
    }
  }

  function checkRoom(messages: number): void {
    const room = depth.messages + messages <= mostWaiting && depth.characters <= mostCharacters;
    if (room || depth.messages === 0) return;
    throw backPressure(pace.secondsFor(depth.messages));
  }

  return {
    checkRoom,
    take(sender, message) {
      checkRoom(1);
      const name = nameChannel(sender);
      const line = lines.get(name) ?? { waiting: [], isRunning: false, begunAt: 0 };
      lines.set(name, line);
      depth.messages += 1;
      depth.characters += message.bytes;
      return new Promise((resolve, reject) => {
        line.waiting.push({ sender, message, resolve, reject });
        if (!line.isRunning) void run(line);
      });
    },
  };
}

/** From the front: one sender, one version of the description, no id twice, an object alone. */
function nextGroup(waiting: Waiting[]): readonly Waiting[] {
  const [first] = waiting as [Waiting];
  const ids = new Set<string>();
  let characters = 0;
  let size = 0;
  for (const { sender, message } of waiting) {
    const isAlone = 'object' in message.lines || message.bytes > groupCharacters;
    characters += message.bytes;
    const fits = size === 0 || (!isAlone && characters <= groupCharacters && size < mostMessages);
    if (!fits || ids.has(message.id) || !isOneSender(first.sender, sender)) break;
    ids.add(message.id);
    size += 1;
    if (isAlone) break;
  }
  return waiting.splice(0, size);
}

const isOneSender = (a: Sender, b: Sender): boolean =>
  a.by === b.by &&
  a.certificate === b.certificate &&
  a.decidedOn.length === b.decidedOn.length &&
  a.decidedOn.every(
    ({ key, version }, index) => b.decidedOn[index]?.key === key && b.decidedOn[index]?.version === version,
  );

/** Messages a second, lately. */
function measurePace() {
  let rate = 200;
  let begun = performance.now();
  let taken = 0;
  return {
    note(messages: number): void {
      taken += messages;
      const passed = (performance.now() - begun) / 1000;
      if (passed < 1) return;
      rate = Math.max(1, (rate + taken / passed) / 2);
      [begun, taken] = [performance.now(), 0];
    },
    secondsFor: (messages: number): number => Math.min(60, Math.max(1, Math.ceil(messages / rate))),
  };
}

const backPressure = (seconds: number): TooMany =>
  new TooMany(
    `more messages wait than are taken in; send again in ${seconds} s`,
    `待处理消息过多，请在 ${seconds} 秒后重发`,
    seconds,
  );

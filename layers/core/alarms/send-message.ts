/** Sends one message through one channel, and says whether it was taken. */
import type { ChannelSettings } from '../../../schemas/alarm.ts';
import { tellPeople } from '../exchange/tell-people.ts';
import type { Courier } from '../ports/courier.ts';
import type { Ports } from '../ports/index.ts';
import {
  type AlarmMessage,
  composeLetter,
  composePosting,
  plainText,
  subjectLine,
} from './compose-message.ts';
import { aboutAlarms } from './find-faults.ts';
import { NotAllowed, NotDelivered } from './not-delivered.ts';

/** @throws NotDelivered, NotAllowed */
export async function sendMessage(
  ports: Ports,
  settings: ChannelSettings,
  message: AlarmMessage,
): Promise<void> {
  if (settings.kind === 'notice') return tellOperator(ports, message);
  const courier = courierOf(ports);
  if (settings.kind === 'email') return courier.mail(composeLetter(settings, message));
  const answer = await courier.post(await composePosting(settings, message, ports.clock.now()));
  if (answer.status < 200 || answer.status > 299) throw notTaken(`HTTP ${answer.status}`);
  if (settings.kind !== 'webhook') checkBot(answer.body);
}

const tellOperator = (ports: Ports, message: AlarmMessage): Promise<void> =>
  tellPeople(ports, {
    id: `${aboutAlarms}${message.id}`,
    to: 'operator',
    severity: message.alarm.severity === 'warning' ? 'warning' : 'alarm',
    subject: subjectLine(message),
    body: plainText(message),
  });

function courierOf({ courier }: Ports): Courier {
  if (courier) return courier;
  throw new NotAllowed(
    'this part of the platform sends nothing to the outside; messages leave with the schedule',
    '此处不能向外发送，消息由定时任务送出',
  );
}

/** Bots answer 200 to everything and say in the body whether they took it. */
function checkBot(body: string): void {
  const code = errorCode(body);
  if (code !== 0) throw notTaken(code === undefined ? 'no errcode' : `errcode ${code}`);
}

function errorCode(body: string): number | undefined {
  try {
    const { errcode } = JSON.parse(body) as { errcode?: unknown };
    return typeof errcode === 'number' ? errcode : undefined;
  } catch {
    return undefined;
  }
}

const notTaken = (why: string): NotDelivered =>
  new NotDelivered(
    `the channel did not take the message (${why}); check its address and its secret`,
    `渠道未接受消息（${why}），请核对其地址与密钥`,
  );

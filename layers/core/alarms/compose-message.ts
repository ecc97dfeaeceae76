/** An alarm as each kind of channel takes it. The forms of the bots are those their makers published. */
import type { Alarm, Channel } from '../../../schemas/alarm.ts';
import type { Letter, Posting } from '../ports/courier.ts';

export interface AlarmMessage {
  /** The same message again has the same. */
  readonly id: string;
  readonly alarm: Pick<Alarm, 'id' | 'kind' | 'subject' | 'severity' | 'zh' | 'en' | 'raisedAt'>;
  /** Which of the alarm's steps. */
  readonly step: number;
}

const words = { warning: '提醒', alarm: '警报', critical: '严重警报' } as const;

export const subjectLine = ({ alarm }: AlarmMessage): string =>
  `[税源 ${words[alarm.severity]} · ${alarm.severity}] ${alarm.zh}`;

export const plainText = (message: AlarmMessage): string => {
  const { alarm, step } = message;
  return [
    subjectLine(message),
    alarm.en,
    `${alarm.kind}: ${alarm.subject}`,
    `自 ${alarm.raisedAt} 起，第 ${step} 次通知 / since ${alarm.raisedAt}, step ${step}`,
    `shuiyuan alarm show ${alarm.id}`,
  ].join('\n');
};

const bytesOf = (text: string) => new TextEncoder().encode(text);

async function hmac(secret: string, text: string): Promise<Uint8Array> {
  const { subtle } = globalThis.crypto;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await subtle.importKey('raw', bytesOf(secret), algorithm, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', key, bytesOf(text)));
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const jsonHeaders = { 'content-type': 'application/json; charset=utf-8' };

type Posted = Extract<Channel['settings'], { kind: 'webhook' | 'wecom' | 'dingtalk' }>;

/** What is posted. `now`: DingTalk's signature is over the time, and good for an hour. */
export async function composePosting(channel: Posted, message: AlarmMessage, now: Date): Promise<Posting> {
  if (channel.kind === 'webhook') return webhook(channel, message);
  const body = JSON.stringify({ msgtype: 'text', text: { content: plainText(message) } });
  const secret = channel.kind === 'dingtalk' ? channel.secret : undefined;
  const url = secret === undefined ? channel.url : await signedAddress(channel.url, secret, now);
  return { url, headers: jsonHeaders, body };
}

async function webhook(
  { url, secret }: Extract<Posted, { kind: 'webhook' }>,
  { id, alarm, step }: AlarmMessage,
): Promise<Posting> {
  const body = JSON.stringify({ schema: 'alarm-message/1', id, step, alarm });
  const signature: Record<string, string> =
    secret === undefined ? {} : { 'x-shuiyuan-signature': `sha256=${hex(await hmac(secret, body))}` };
  return { url, headers: { ...jsonHeaders, 'x-shuiyuan-delivery': id, ...signature }, body };
}

/** DingTalk: HMAC-SHA256 of time and secret under the secret, base64, in the address with the time. */
async function signedAddress(address: string, secret: string, now: Date): Promise<string> {
  const timestamp = String(now.getTime());
  const sign = btoa(String.fromCharCode(...(await hmac(secret, `${timestamp}\n${secret}`))));
  const url = new URL(address);
  url.searchParams.set('timestamp', timestamp);
  url.searchParams.set('sign', sign);
  return url.href;
}

export function composeLetter(
  { host, port, tls, user, secret, from, to }: Extract<Channel['settings'], { kind: 'email' }>,
  message: AlarmMessage,
): Letter {
  const login = user === undefined || secret === undefined ? undefined : { user, password: secret };
  const domain = from.slice(from.indexOf('@') + 1);
  return {
    server: { host, port, tls },
    login,
    from,
    to,
    subject: subjectLine(message),
    text: plainText(message),
    messageId: `<${message.id.replaceAll('/', '.')}@${domain}>`,
  };
}

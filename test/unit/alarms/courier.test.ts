/** What leaves, on real sockets; and in which form each kind of channel gets it. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import {
  type AlarmMessage,
  composeLetter,
  composePosting,
} from '../../../layers/core/alarms/compose-message.ts';
import { admitAddresses } from '../../../layers/courier/admit-address.ts';
import { networkCourier } from '../../../layers/courier/network-courier.ts';

const message: AlarmMessage = {
  id: '01ARZ3NDEKTSV4RRFFQ69G5FAD/1/bot',
  step: 1,
  alarm: {
    id: '01ARZ3NDEKTSV4RRFFQ69G5FAD',
    kind: 'dead-letters',
    subject: 'queue/batches',
    severity: 'alarm',
    zh: '死信',
    en: 'dead letters',
    raisedAt: '2027-01-01T00:00:00.000Z',
  },
};
const now = new Date('2027-01-01T00:01:00Z');
const inside = ['127.0.0.0/8', '::1'];
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  closing.push(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

describe('a posting', () => {
  test('of a webhook arrives with its number and a signature over what arrived', async () => {
    let seen: { body: string; signature: unknown; delivery: unknown } | undefined;
    const url = await serve(async (request, response) => {
      const body = await bodyOf(request);
      const { headers } = request;
      seen = { body, signature: headers['x-shuiyuan-signature'], delivery: headers['x-shuiyuan-delivery'] };
      response.end('taken');
    });
    const posting = await composePosting({ kind: 'webhook', url, secret: 'between us' }, message, now);
    expect(await networkCourier(inside).post(posting)).toEqual({ status: 200, body: 'taken' });
    const signature = createHmac('sha256', 'between us')
      .update(seen?.body ?? '')
      .digest('hex');
    expect(seen).toMatchObject({ signature: `sha256=${signature}`, delivery: message.id });
    expect(JSON.parse(seen?.body ?? '')).toMatchObject({ schema: 'alarm-message/1', alarm: { zh: '死信' } });
  });

  test('of DingTalk is signed over the time under the secret', async () => {
    const url = 'https://oapi.dingtalk.com/robot/send?access_token=t';
    const posting = await composePosting({ kind: 'dingtalk', url, secret: 'SEC1' }, message, now);
    const { searchParams } = new URL(posting.url);
    const sign = createHmac('sha256', 'SEC1').update(`${now.getTime()}\nSEC1`).digest('base64');
    expect(Object.fromEntries(searchParams)).toEqual({
      access_token: 't',
      timestamp: String(now.getTime()),
      sign,
    });
    expect(JSON.parse(posting.body)).toMatchObject({
      msgtype: 'text',
      text: { content: expect.stringContaining('死信') },
    });
  });

  test('of WeCom goes to the address as it is', async () => {
    const url = 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k';
    const posting = await composePosting({ kind: 'wecom', url }, message, now);
    expect(posting.url).toBe(url);
    expect(JSON.parse(posting.body).text.content).toContain('queue/batches');
  });

  test('follows no redirect', async () => {
    let others = 0;
    const other = await serve((_request, response) => {
      others += 1;
      response.end();
    });
    const url = await serve((_request, response) => response.writeHead(307, { location: other }).end());
    expect((await networkCourier(inside).post({ url, headers: {}, body: '' })).status).toBe(307);
    expect(others).toBe(0);
  });

  test('to a network that is not listed does not leave', async () => {
    let asked = 0;
    const url = await serve((_request, response) => {
      asked += 1;
      response.end();
    });
    for (const allowed of [[], ['10.0.0.0/8'], ['127.0.0.1.example'], ['localhost']])
      for (const address of [url, url.replace('127.0.0.1', 'localhost')])
        await expect(networkCourier(allowed).post({ url: address, headers: {}, body: '' })).rejects.toThrow(
          'outsideNetworks',
        );
    expect(asked).toBe(0);
  });

  test('to nobody, and an answer without end, are said without the address', async () => {
    const courier = networkCourier(inside);
    const gone = courier.post({ url: 'http://127.0.0.1:9/?key=hidden', headers: {}, body: '' });
    await expect(gone).rejects.toThrow(/cannot be reached \(ECONNREFUSED\)/);
    await expect(gone).rejects.not.toThrow('hidden');
    const url = await serve((_request, response) => response.end('x'.repeat(200_000)));
    await expect(courier.post({ url, headers: {}, body: '' })).rejects.toThrow('cannot be reached');
  });

  test('in plain http goes to listed networks only', async () => {
    const posting = { url: 'http://1.1.1.1/', headers: {}, body: '' };
    await expect(networkCourier(['1.1.1.1.example', '*.example']).post(posting)).rejects.toThrow(
      'outsideNetworks',
    );
  });
});

describe('an address', () => {
  const special = ['127.0.0.1', '10.1.2.3', '169.254.169.254', '192.168.1.1', '100.64.0.1', '0.0.0.0', '::1'];
  const hidden = ['::ffff:127.0.0.1', '::ffff:a9fe:a9fe', 'fd00::1', 'fe80::1', '64:ff9b::7f00:1'];

  test.each([...special, ...hidden])('inside, %s, is not let in by its name', async (address) => {
    const name = `*.${address.split('.').at(-1)}`;
    await expect(admitAddresses([name])(address)).rejects.toThrow('outsideNetworks');
  });

  test('is let in by its network, whatever its form', async () => {
    expect(await admitAddresses(['127.0.0.0/8'])('127.9.9.9')).toMatchObject({ isInside: true });
    expect(await admitAddresses(['::1'])('[::1]')).toMatchObject({ address: '::1', family: 6 });
    expect(await admitAddresses(['127.0.0.1'])('::ffff:127.0.0.1')).toMatchObject({ isInside: true });
    await expect(admitAddresses(['127.0.0.1'])('127.0.0.2')).rejects.toThrow('outsideNetworks');
  });
});

/** Takes one letter as SMTP servers do, without TLS. */
async function takeLetter(): Promise<{ port: number; letter: () => string }> {
  let text = '';
  const server = createSocketServer((socket) => {
    let isData = false;
    socket.write('220 here\r\n');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      if (isData) {
        text += chunk;
        if (!text.endsWith('\r\n.\r\n')) return;
        isData = false;
        socket.write('250 taken\r\n');
        return;
      }
      for (const line of chunk.split('\r\n').filter((one) => one !== '')) {
        isData ||= line === 'DATA';
        socket.write(line === 'DATA' ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      }
    });
    socket.on('error', () => {});
  });
  closing.push(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: (server.address() as AddressInfo).port, letter: () => text };
}

describe('a letter', () => {
  const mail = {
    kind: 'email' as const,
    host: '127.0.0.1',
    tls: false,
    from: 'desk@city.example',
    to: ['li@city.example'],
  };

  test('arrives, with a number of its own that the same again has too', async () => {
    const { port, letter } = await takeLetter();
    await networkCourier(inside).mail(composeLetter({ ...mail, port }, message));
    expect(letter()).toMatch(/^Message-ID: <01ARZ3NDEKTSV4RRFFQ69G5FAD\.1\.bot@city\.example>/im);
    expect(letter()).toMatch(/^To: li@city\.example/im);
  });

  test('with a password does not leave without TLS', async () => {
    const { port, letter } = await takeLetter();
    const given = composeLetter({ ...mail, port, user: 'u', secret: 'p' }, message);
    await expect(networkCourier(inside).mail(given)).rejects.toThrow('cannot be reached');
    expect(letter()).toBe('');
  });

  test('to a server outside the listed networks does not leave', async () => {
    const { port } = await takeLetter();
    await expect(networkCourier([]).mail(composeLetter({ ...mail, port }, message))).rejects.toThrow(
      'outsideNetworks',
    );
  });
});

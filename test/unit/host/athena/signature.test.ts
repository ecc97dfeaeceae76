/** AWS's own examples of Signature Version 4, and what is not let in. */
import { admitSigned, type Doorkeeper } from '../../../../host/athena/signature/admit-signed.ts';
import { readAuthorization } from '../../../../host/athena/signature/authorization.ts';
import { isSigned, sha256 } from '../../../../host/athena/signature/signature.ts';
import { signed, type ToSign } from './signing.ts';

const empty = sha256('');

/** A header of the outside world is not a forbidden one in Node. */
const example = (url: string, headers: Record<string, string>) => new Request(url, { headers });

test('AWS’s examples fit: get-vanilla, a query in any order, a range of an object, a signed address', () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
  const of = (signature: string) => ({
    host: 'example.amazonaws.com',
    'x-amz-date': '20150830T123600Z',
    authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
  });
  const s3Secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const range = {
    host: 'examplebucket.s3.amazonaws.com',
    range: 'bytes=0-9',
    'x-amz-content-sha256': empty,
    'x-amz-date': '20130524T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  };
  const address =
    'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';
  const examples: readonly (readonly [Request, string, string])[] = [
    [
      example(
        'https://example.amazonaws.com/',
        of('5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'),
      ),
      secret,
      empty,
    ],
    [
      example(
        'https://example.amazonaws.com/?Param2=value2&Param1=value1',
        of('b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'),
      ),
      secret,
      empty,
    ],
    [example('https://examplebucket.s3.amazonaws.com/test.txt', range), s3Secret, empty],
    [example(address, { host: 'examplebucket.s3.amazonaws.com' }), s3Secret, 'UNSIGNED-PAYLOAD'],
  ];
  for (const [request, key, payload] of examples) {
    const authorization = readAuthorization(request);
    if (authorization === undefined || authorization === 'broken') throw new Error('unreadable');
    expect(isSigned(request, authorization, key, payload)).toBe(true);
    expect(isSigned(request, authorization, `${key}x`, payload)).toBe(false);
  }
});

const now = new Date('2026-01-02T03:04:05Z');
const keys = { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 's'.repeat(40) };
const power = { name: 'power-application', department: 'power', roles: ['receiver' as const] };
const doorkeeper: Doorkeeper = {
  holderOf: (id) => (id === keys.accessKeyId ? { secret: keys.secretAccessKey, claimed: power } : undefined),
  resolve: async () => power,
  now: () => now,
};

const usual: ToSign = {
  url: 'http://127.0.0.1:1/athena/',
  service: 'athena',
  at: now,
  body: '{}',
  headers: { 'x-amz-target': 'AmazonAthena.ListWorkGroups' },
};
const payload = sha256('{}');
const ask = (more: Partial<ToSign>, who = keys, as = payload) =>
  admitSigned(doorkeeper, signed(who, { ...usual, ...more }), { service: 'athena', payload: as });
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);

test('whoever signs with his key is let in as its holder, with a clock up to a quarter of an hour off', async () => {
  for (const at of [now, minutes(14.9), minutes(-14.9)]) expect(await ask({ at })).toEqual(power);
});

test('nobody else is let in', async () => {
  expect(await ask({}, { ...keys, secretAccessKey: 't'.repeat(40) })).toBe('mismatch');
  expect(await ask({}, { ...keys, accessKeyId: 'AKIABBBBBBBBBBBBBBBB' })).toBe('unknown-key');
  expect(await ask({}, keys, sha256('{"other":1}'))).toBe('mismatch');
  expect(await ask({ at: minutes(15.1) })).toBe('skewed');
  expect(await ask({ at: minutes(-15.1) })).toBe('skewed');
  expect(await ask({ service: 's3' })).toBe('incomplete');
  expect(await ask({ unsigned: ['x-amz-target'] })).toBe('incomplete');
  expect(await ask({ unsigned: ['host'] })).toBe('incomplete');
  expect(await ask({ headers: { ...usual.headers, 'x-amz-security-token': 'token' } })).toBe('unknown-token');
});

test('what was signed is what is asked: another target, address or header does not fit', async () => {
  const original = signed(keys, usual);
  const altered = (url: string, headers: Record<string, string>) =>
    new Request(url, {
      method: 'POST',
      body: '{}',
      headers: { ...Object.fromEntries(original.headers), ...headers },
    });
  const judge = (request: Request) => admitSigned(doorkeeper, request, { service: 'athena', payload });
  expect(await judge(altered(usual.url, {}))).toEqual(power);
  expect(await judge(altered(usual.url, { 'x-amz-target': 'AmazonAthena.DeleteWorkGroup' }))).toBe(
    'mismatch',
  );
  expect(await judge(altered(`${usual.url}?a=1`, {}))).toBe('mismatch');
  expect(await judge(altered(usual.url, { 'x-amz-extra': '1' }))).toBe('incomplete');
  for (const authorization of ['AWS4-HMAC-SHA256 nonsense', 'AWS4-HMAC-SHA512 Credential=a', 'AWS4-'])
    expect(await judge(altered(usual.url, { authorization }))).toBe('incomplete');
  for (const authorization of ['Bearer token', 'Basic x'])
    expect(await judge(altered(usual.url, { authorization }))).toBe('unsigned');
});

test('a holder whom the directory knows no more is nobody', async () => {
  const closed = { ...doorkeeper, resolve: async () => undefined };
  expect(await admitSigned(closed, signed(keys, usual), { service: 'athena', payload })).toBe('nobody');
});

test('a signed address ends when it says so', async () => {
  const address = (expires: string) =>
    new Request(
      `http://x/s3/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${keys.accessKeyId}%2F20260102%2Fr%2Fs3%2Faws4_request&X-Amz-Date=20260102T030000Z&X-Amz-Expires=${expires}&X-Amz-SignedHeaders=host&X-Amz-Signature=${'0'.repeat(64)}`,
      { headers: { host: 'x' } },
    );
  const judge = (request: Request) =>
    admitSigned(doorkeeper, request, { service: 's3', payload: 'UNSIGNED-PAYLOAD' });
  expect(await judge(address('60'))).toBe('expired');
  expect(await judge(address('6000'))).toBe('mismatch');
  for (const expires of ['0', '604801', 'x']) expect(await judge(address(expires))).toBe('incomplete');
});

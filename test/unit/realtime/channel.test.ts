/** Records as they are sent: signatures, receipts, repeats, flaws, streams, back-pressure. */
import { revokeCertificate } from '../../../layers/core/certificates/index.ts';
import { leadsToRoot, segmentBytes } from '../../../layers/core/realtime/receipt.ts';
import { type RecordReceipt, receiptSchema } from '../../../schemas/realtime.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { parse } from '../api/fakes/fixture.ts';
import { meter, openChannel, reading, signBody, signDigest } from './open-channel.ts';

async function isSound(
  receipt: RecordReceipt,
  { signer }: { signer: Awaited<ReturnType<typeof openChannel>>['ports']['signer'] },
) {
  const { segment, signature } = receiptSchema.parse(receipt);
  const isSigned = await signer.verify(segmentBytes(segment), signature, new Date(segment.at));
  return isSigned && (await leadsToRoot(receipt));
}

test('a signed message is answered with a receipt that leads to a signed root', async () => {
  const { send, ports } = await openChannel();
  const answered = await send(reading('m1', '城南一号'));
  expect(answered.status).toBe(201);
  const receipt = await parse(answered);
  expect(receipt).toMatchObject({ id: 'm1', position: 1, records: 1, segment: { from: 1, records: 1 } });
  expect(await isSound(receipt, ports)).toBe(true);
  expect(await leadsToRoot({ ...receipt, id: 'm2' })).toBe(false);
  expect(await leadsToRoot({ ...receipt, digest: 'f'.repeat(64) })).toBe(false);
});

test('the same message again is answered with the same receipt, other content under its id is refused', async () => {
  const { send, ports } = await openChannel();
  const first = await parse(await send(reading('m1')));
  const again = await send(reading('m1'));
  expect(again.status).toBe(200);
  expect(await parse(again)).toEqual(first);
  expect(await parse(await send(reading('m1', 'm1', '2')))).toMatchObject({ status: 409, code: 'id-reused' });
  expect((await ports.records.get('channel/aic/METER'))?.value).toMatchObject({ position: 2, segment: 2 });
});

test('messages that come together share one commit, in the order they came, each with its own path', async () => {
  const { send, ports } = await openChannel();
  const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => send(reading(`m${index}`))));
  const receipts: RecordReceipt[] = await Promise.all(answers.map(parse));
  expect(receipts.map(({ position }) => position).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 60 }, (_, index) => index + 1),
  );
  expect(new Set(receipts.map(({ segment }) => segment.segment)).size).toBeLessThan(30);
  for (const receipt of receipts) expect(await isSound(receipt, ports)).toBe(true);
});

test('a bad record of a batch refuses that record and says where, the others are taken', async () => {
  const { send } = await openChannel();
  const body = [
    reading('a'),
    reading('b', 'b', 'many'),
    { id: 'c' },
    reading('d', '', '1.234'),
    reading('e'),
  ];
  const answer = await parse(await send(body));
  expect(answer).toMatchObject({ received: 2, repeated: 0, refused: 3 });
  const pointers = answer.items.flatMap(({ problem }: { problem?: { errors: { pointer: string }[] } }) =>
    (problem?.errors ?? []).map(({ pointer }) => pointer),
  );
  expect(pointers).toEqual(['/1/record/kwh', '/2/record', '/3/record/no', '/3/record/kwh', '/3/record']);
  expect(answer.items[1].problem).toMatchObject({ code: 'invalid-record', status: 422 });
  expect(JSON.stringify(answer)).not.toContain('many');
  const one = await send(reading('f', 'f', 'many'));
  expect(one.status).toBe(422);
  expect((await parse(one)).errors).toMatchObject([{ pointer: '/record/kwh', rule: 'bad-number' }]);
});

test('only what is signed with a valid certificate of the department, now, for this body and resource, is taken', async () => {
  const { post, send, signing, ports, certificate } = await openChannel();
  const body = JSON.stringify(reading('m1'));
  const wrong = {
    'another body': signBody(signing(), 'METER', `${body} `),
    'another resource': signBody(signing(), 'OTHER', body),
    'an old signature': signBody({ ...signing(), now: ports.world.time - 1_000_000 }, 'METER', body),
    'no certificate': signBody({ ...signing(), serial: '0'.repeat(32) }, 'METER', body),
    'another algorithm': signBody(signing(), 'METER', body, { alg: 'none' }),
    'a critical extension': signBody(signing(), 'METER', body, { crit: ['b64'], b64: false }),
    'no JWS': 'x',
  };
  for (const [what, jws] of Object.entries(wrong)) {
    const { status } = await post(body, { 'content-type': 'application/json', 'x-jws-signature': jws });
    expect([what, status]).toEqual([what, 401]);
  }
  const bearer = await post(body, { 'content-type': 'application/json', authorization: 'Bearer aic' });
  expect(await parse(bearer)).toMatchObject({ status: 409, code: 'unsigned' });
  const stranger = await post(body, { 'content-type': 'application/json', authorization: 'Bearer tax' });
  expect(stranger.status).toBe(403);
  expect((await send(reading('m1'))).status).toBe(201);
  await revokeCertificate(ports)({ serial: certificate.serial, reason: 'superseded', actor: 'officer' });
  // Within the moment for which the certificate is remembered: the transaction is conditioned on it.
  expect((await send(reading('m2'))).status).toBe(503);
  expect((await send(reading('m2'))).status).toBe(401);
  expect(await ports.records.get('message/aic/METER/m2')).toBeUndefined();
});

test('a resource may allow records by a token alone', async () => {
  const resource = resourceSchema.parse({ ...meter, unsignedRecords: true });
  const { post } = await openChannel({ resource });
  const headers = { 'content-type': 'application/json', authorization: 'Bearer aic' };
  const answered = await post(JSON.stringify(reading('m1')), headers);
  expect(answered.status).toBe(201);
  expect((await parse(answered)).segment).toMatchObject({ by: 'aic-clerk' });
});

test('a stream is one message: its good lines are taken, the others told by number, and again it is the same', async () => {
  const { stream, ports } = await openChannel();
  const lines = ['{"no":"1","kwh":1}', '{"no":"2","kwh":"x"}', '', 'not json', '{"表号":"3","读数":"3.00"}'];
  const answered = await stream(lines.join('\n'));
  expect(answered.status).toBe(201);
  const answer = await parse(answered);
  expect(answer).toMatchObject({
    repeated: false,
    refused: 2,
    receipt: { records: 2, position: 1 },
    problems: [
      { line: 2, errors: [{ pointer: '/kwh', rule: 'bad-number' }] },
      { line: 4, errors: [{ pointer: '', rule: 'not-json' }] },
    ],
  });
  expect(await isSound(answer.receipt, ports)).toBe(true);
  const again = await stream(lines.join('\n'));
  expect(again.status).toBe(200);
  expect(await parse(again)).toMatchObject({ repeated: true, receipt: answer.receipt });
  expect((await ports.records.get('segment-body/aic/METER/000000000001/0'))?.value).toEqual({
    parts: 1,
    lines: '{"no":"1","kwh":"1"}\n{"no":"3","kwh":"3.00"}',
  });
});

test('a stream that is not the one that was signed leaves nothing, short or long', async () => {
  const { post, signing, ports } = await openChannel();
  for (const lines of [2, 20_000]) {
    const body = Array.from({ length: lines }, (_, index) =>
      JSON.stringify({ no: `n${index}`, kwh: '1' }),
    ).join('\n');
    const digest = Buffer.from('a'.repeat(32)).toString('base64');
    const head = { 'content-type': 'application/x-ndjson', 'content-digest': `sha-256=:${digest}:` };
    const unsigned = await post(body, { ...head, 'x-jws-signature': signBody(signing(), 'METER', body) });
    expect(unsigned.status).toBe(401);
    const named = Buffer.from(digest, 'base64');
    const jws = signDigest(signing(), named.toString('hex'));
    const other = await post(body, { ...head, 'x-jws-signature': jws });
    expect(await parse(other)).toMatchObject({ status: 422, code: 'integrity' });
  }
  expect(await ports.records.get('channel/aic/METER')).toBeUndefined();
  expect((await ports.objects.list('records/')).objects).toEqual([]);
});

test('a long stream lies in an object', async () => {
  const { stream, ports } = await openChannel();
  const body = Array.from({ length: 30_000 }, (_, index) =>
    JSON.stringify({ no: `n${index}`, kwh: '1' }),
  ).join('\n');
  const { receipt } = await parse(await stream(body));
  expect(receipt).toMatchObject({ records: 30_000 });
  const [object] = (await ports.objects.list('records/aic/METER/')).objects;
  const kept = await ports.records.get('segment-body/aic/METER/000000000001/0');
  expect(kept?.value).toEqual({ lines: '', parts: 1, object: object?.key });
});

test('a resource that takes whole files, or is desensitised, takes no records', async () => {
  const whole = resourceSchema.parse({ ...meter, mode: 'full' });
  const second = resourceSchema.parse({ ...meter, grade: 2, gradeReason: 'x' });
  for (const [resource, code] of [
    [whole, 'no-records'],
    [second, 'not-desensitised'],
  ] as const) {
    const { send } = await openChannel({ resource });
    expect(await parse(await send(reading('m1')))).toMatchObject({ status: 409, code });
  }
});

test('more than can wait is refused with the seconds to wait', async () => {
  const held: { go?: () => void } = {};
  const gate = new Promise<void>((resolve) => {
    held.go = resolve;
  });
  const { send } = await openChannel({
    probe: async (point) => {
      if (point === 'take-records: before commit') await gate;
    },
  });
  const first = send(reading('m'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const batch = (from: number) => Array.from({ length: 2000 }, (_, index) => reading(`m${from + index}`));
  const second = send(batch(0));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const crowded = await send(batch(2000));
  expect(crowded.status).toBe(429);
  expect(Number(crowded.headers.get('retry-after'))).toBeGreaterThan(0);
  held.go?.();
  expect((await first).status).toBe(201);
  expect(await parse(await second)).toMatchObject({ received: 2000 });
});

test('a channel that is far ahead of the lake says when to come again', async () => {
  const { send, ports } = await openChannel();
  const value = { department: 'aic', resource: 'METER', segment: 100_002, position: 100_002, bytes: 1 };
  await ports.records.commit([{ put: 'channel/aic/METER', value, expect: 0 }]);
  const answered = await send(reading('m1'));
  expect(answered.headers.get('retry-after')).toBe('30');
  expect(await parse(answered)).toMatchObject({ status: 503, code: 'overloaded' });
});

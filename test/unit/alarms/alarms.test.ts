/** From what is wrong to who has it in hand, over the API and by the clock, on ports in memory. */

import { deliverAlarms } from '../../../layers/core/alarms/deliver-alarms.ts';
import { escalateAlarms } from '../../../layers/core/alarms/escalate.ts';
import { lookAtDeadLetters, lookAtNotices } from '../../../layers/core/alarms/find-faults.ts';
import { actOnAlarm } from '../../../layers/core/alarms/handle-alarm.ts';
import { NotDelivered } from '../../../layers/core/alarms/not-delivered.ts';
import { type Fault, raiseAlarm } from '../../../layers/core/alarms/raise-alarm.ts';
import { tendAlarms } from '../../../layers/core/alarms/tend-alarms.ts';
import { tellPeople } from '../../../layers/core/exchange/tell-people.ts';
import { verifyLedger } from '../../../layers/core/ledger/index.ts';
import type { Letter, Posting } from '../../../layers/core/ports/courier.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import type { AlarmRules } from '../../../schemas/alarm.ts';
import type { AlarmAnswer, AlarmView } from '../../../schemas/alarm-api.ts';
import { createFixture, type Fixture, parse } from '../api/fakes/fixture.ts';

const minute = 60_000;
const drill: Fault = { kind: 'by-hand', subject: 'drill', severity: 'alarm', zh: '演练', en: 'a drill' };

interface Scene {
  readonly fixture: Fixture;
  readonly ports: Ports;
  readonly posted: Posting[];
  readonly mailed: Letter[];
  /** What the outside answers; an error where there is none. */
  answers: (posting: Posting) => { status: number; body: string };
}

async function open(): Promise<Scene> {
  const fixture = await createFixture();
  const posted: Posting[] = [];
  const mailed: Letter[] = [];
  const scene: Scene = {
    fixture,
    posted,
    mailed,
    answers: () => ({ status: 200, body: '{"errcode":0}' }),
    ports: fixture.ports,
  };
  const courier: Ports['courier'] = {
    post: async (posting) => {
      posted.push(posting);
      await Promise.resolve();
      return scene.answers(posting);
    },
    mail: async (letter) => void mailed.push(letter),
  };
  return Object.assign(scene, { ports: { ...fixture.ports, courier } });
}

const later = ({ fixture }: Scene, milliseconds: number): void => {
  fixture.ports.world.time += milliseconds;
};
const request = async <T>(
  { fixture }: Scene,
  method: string,
  path: string,
  body?: unknown,
  as = 'operator',
): Promise<T> => {
  const response = await fixture.ask(method, path, { as, body });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? (undefined as T) : parse(response);
};
const list = async (scene: Scene): Promise<AlarmView[]> =>
  (await request<{ items: AlarmView[] }>(scene, 'GET', '/alarms')).items;
const show = (scene: Scene, id: string) => request<AlarmAnswer>(scene, 'GET', `/alarms/${id}`);
const bot = (scene: Scene, name: string) =>
  request(scene, 'PUT', `/alarm-channels/${name}`, {
    kind: 'wecom',
    url: `https://${name}.example/send?key=hidden`,
  });
const setRules = (scene: Scene, rules: Partial<AlarmRules>) => request(scene, 'PUT', '/alarm-rules', rules);
const hostsOf = (scene: Scene): string[] =>
  scene.posted.map(({ url }) => new URL(url).hostname.replace('.example', ''));
const raised = async (scene: Scene, more: Partial<Fault> = {}): Promise<string> =>
  (await raiseAlarm(scene.ports)({ ...drill, ...more })) as string;

describe('an alarm', () => {
  test('is joined by the same again, and counts it', async () => {
    const scene = await open();
    const id = await raised(scene);
    later(scene, minute);
    expect(await raised(scene)).toBe(id);
    expect(await raised(scene, { subject: 'another' })).not.toBe(id);
    const alarm = await show(scene, id);
    expect(alarm).toMatchObject({ state: 'open', count: 2 });
    expect(Date.parse(alarm.lastAt) - Date.parse(alarm.raisedAt)).toBe(minute);
  });

  test('raised by many at once is one', async () => {
    const scene = await open();
    const ids = await Promise.all(Array.from({ length: 5 }, () => raised(scene)));
    expect(new Set(ids).size).toBe(1);
    expect(await list(scene)).toMatchObject([{ count: 5 }]);
  });

  test('is acknowledged by whom, and by the first of two', async () => {
    const scene = await open();
    const id = await raised(scene);
    const body = { note: '正在查看' };
    await request(scene, 'POST', `/alarms/${id}/acknowledgement`, body);
    expect(await show(scene, id)).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'operator',
      ...body,
    });
  });

  test('closed, the same again is a new one', async () => {
    const scene = await open();
    const id = await raised(scene);
    await request(scene, 'POST', `/alarms/${id}/closing`, { note: '已恢复' });
    const next = await raised(scene);
    expect(next).not.toBe(id);
    expect(await show(scene, id)).toMatchObject({
      state: 'closed',
      closedBy: 'operator',
      note: '已恢复',
      count: 1,
    });
    const again = await scene.fixture.ask('POST', `/alarms/${id}/acknowledgement`, {
      as: 'operator',
      body: {},
    });
    expect((await parse(again)).code).toBe('alarm-closed');
  });

  test('got worse, it is open again and told anew', async () => {
    const scene = await open();
    const id = await raised(scene);
    await request(scene, 'POST', `/alarms/${id}/acknowledgement`, {});
    await raised(scene, { severity: 'warning' });
    expect((await show(scene, id)).state).toBe('acknowledged');
    await raised(scene, { severity: 'critical' });
    expect(await show(scene, id)).toMatchObject({ state: 'open', severity: 'critical', count: 3 });
  });

  test('holds no number that names a person', async () => {
    const scene = await open();
    const id = await raised(scene, { zh: '证件 520102199001011234 有误' });
    expect((await show(scene, id)).zh).not.toContain('1990');
  });

  test('each of its states stands in the ledger', async () => {
    const scene = await open();
    const id = await raised(scene);
    await tendAlarms(scene.ports)();
    await request(scene, 'POST', `/alarms/${id}/acknowledgement`, {});
    await request(scene, 'POST', `/alarms/${id}/closing`, { note: 'done' });
    const { items } = await request<{ items: { action: string }[] }>(
      scene,
      'GET',
      `/ledger/entries?record=alarm/${id}`,
    );
    expect(items.map(({ action }) => action)).toEqual([
      'alarm raised',
      'alarm told',
      'alarm acknowledged',
      'alarm closed',
    ]);
    expect((await verifyLedger(scene.ports)(['platform'])).map(({ flaw }) => flaw)).toEqual([undefined]);
  });
});

describe('who is told', () => {
  test('the operator by a notice, where nobody set any rules, and once', async () => {
    const scene = await open();
    await raised(scene);
    for (let turn = 0; turn < 3; turn += 1) await tendAlarms(scene.ports)();
    const { items } = await request<{ items: { subject: string }[] }>(scene, 'GET', '/notices');
    expect(items).toHaveLength(1);
    expect(items[0]?.subject).toContain('演练');
    // And that notice is no alarm of its own.
    expect(await list(scene)).toHaveLength(1);
  });

  test('the next on the list when nobody acknowledges, and nobody after the last', async () => {
    const scene = await open();
    for (const name of ['first', 'second']) await bot(scene, name);
    await setRules(scene, {
      steps: [
        { to: ['first'], minutes: 15 },
        { to: ['second'], minutes: 15 },
      ],
    });
    await raised(scene);
    await tendAlarms(scene.ports)();
    later(scene, 14 * minute);
    await tendAlarms(scene.ports)();
    expect(hostsOf(scene)).toEqual(['first']);
    for (let turn = 0; turn < 5; turn += 1) {
      later(scene, 15 * minute);
      await tendAlarms(scene.ports)();
    }
    expect(hostsOf(scene)).toEqual(['first', 'second']);
  });

  test('nobody else once it is acknowledged', async () => {
    const scene = await open();
    for (const name of ['first', 'second']) await bot(scene, name);
    await setRules(scene, {
      steps: [
        { to: ['first'], minutes: 15 },
        { to: ['second'], minutes: 15 },
      ],
    });
    const id = await raised(scene);
    await tendAlarms(scene.ports)();
    await request(scene, 'POST', `/alarms/${id}/acknowledgement`, {});
    later(scene, 60 * minute);
    await tendAlarms(scene.ports)();
    expect(hostsOf(scene)).toEqual(['first']);
  });

  test('once a step, though many look at the same time', async () => {
    const scene = await open();
    await bot(scene, 'first');
    await setRules(scene, { steps: [{ to: ['first'], minutes: 15 }] });
    const id = await raised(scene);
    await Promise.all(Array.from({ length: 4 }, () => escalateAlarms(scene.ports)));
    await Promise.all(Array.from({ length: 4 }, () => deliverAlarms(scene.ports)));
    expect(hostsOf(scene)).toEqual(['first']);
    expect((await show(scene, id)).deliveries).toMatchObject([
      { step: 1, channel: 'first', state: 'sent', attempts: 1 },
    ]);
  });

  test('whoever is on duty at the time; where nobody is, the next at once', async () => {
    const scene = await open();
    for (const name of ['day', 'chief']) await bot(scene, name);
    const now = scene.ports.clock.now().getTime();
    const turn = {
      from: new Date(now).toISOString(),
      until: new Date(now + 60 * minute).toISOString(),
      to: ['day'],
    };
    await setRules(scene, {
      duty: [turn],
      steps: [
        { to: ['on-duty'], minutes: 15 },
        { to: ['chief'], minutes: 15 },
      ],
    });
    await raised(scene);
    await tendAlarms(scene.ports)();
    expect(hostsOf(scene)).toEqual(['day']);
    later(scene, 61 * minute);
    await raised(scene, { subject: 'at night' });
    await tendAlarms(scene.ports)();
    await tendAlarms(scene.ports)();
    expect(hostsOf(scene).filter((name) => name === 'day')).toHaveLength(1);
    expect(hostsOf(scene)).toContain('chief');
  });

  test('nobody of what is less than the rules want', async () => {
    const scene = await open();
    await bot(scene, 'first');
    await setRules(scene, { least: 'alarm', steps: [{ to: ['first'], minutes: 15 }] });
    await raised(scene, { severity: 'warning' });
    await tendAlarms(scene.ports)();
    expect(hostsOf(scene)).toEqual([]);
  });

  test('after the quiet hours, unless it is bad enough', async () => {
    const scene = await open();
    await bot(scene, 'first');
    // Local midnight: 16:00 UTC.
    const now = scene.ports.clock.now();
    later(scene, (24 * 60 + 16 * 60 - (now.getUTCHours() * 60 + now.getUTCMinutes())) * minute);
    const quiet = { from: '22:00', to: '07:00', passes: 'critical' } as const;
    await setRules(scene, { quiet, steps: [{ to: ['first'], minutes: 15 }] });
    await raised(scene);
    await tendAlarms(scene.ports)();
    expect(hostsOf(scene)).toEqual([]);
    await raised(scene, { subject: 'fire', severity: 'critical' });
    await tendAlarms(scene.ports)();
    expect(hostsOf(scene)).toHaveLength(1);
    later(scene, (7 * 60 - 1) * minute);
    await tendAlarms(scene.ports)();
    expect(hostsOf(scene)).toHaveLength(1);
    later(scene, minute);
    await tendAlarms(scene.ports)();
    expect(hostsOf(scene)).toHaveLength(2);
  });
});

describe('a channel', () => {
  test('that does not take a message is tried again, later and later, and then is an alarm itself', async () => {
    const scene = await open();
    await bot(scene, 'first');
    await setRules(scene, { steps: [{ to: ['first'], minutes: 1440 }] });
    scene.answers = () => ({ status: 200, body: '{"errcode":45009}' });
    const id = await raised(scene);
    await tendAlarms(scene.ports)();
    await tendAlarms(scene.ports)();
    expect(scene.posted).toHaveLength(1);
    expect((await show(scene, id)).deliveries).toMatchObject([{ state: 'waiting', attempts: 1 }]);
    for (let turn = 0; turn < 200; turn += 1) {
      later(scene, minute);
      await deliverAlarms(scene.ports);
    }
    expect(scene.posted).toHaveLength(8);
    const [delivery] = (await show(scene, id)).deliveries;
    expect(delivery).toMatchObject({ state: 'failed', attempts: 8 });
    expect(delivery?.error).toContain('errcode 45009');
    expect((await list(scene)).map(({ kind }) => kind)).toContain('channel-fails');
  });

  test('that takes it at the second attempt is told no more', async () => {
    const scene = await open();
    await bot(scene, 'first');
    await setRules(scene, { steps: [{ to: ['first'], minutes: 1440 }] });
    scene.answers = () => {
      if (scene.posted.length === 1) throw new NotDelivered('gone', '不可达');
      return { status: 200, body: '{"errcode":0}' };
    };
    await raised(scene);
    for (let turn = 0; turn < 20; turn += 1) {
      await tendAlarms(scene.ports)();
      later(scene, minute);
    }
    expect(scene.posted).toHaveLength(2);
  });

  test('whose sender is gone is sent the same message again, under the same number', async () => {
    const scene = await open();
    await request(scene, 'PUT', '/alarm-channels/hook', { kind: 'webhook', url: 'https://hook.example/' });
    await setRules(scene, { steps: [{ to: ['hook'], minutes: 1440 }] });
    await raised(scene);
    await escalateAlarms(scene.ports);
    const dying = {
      ...scene.ports,
      probe: {
        at: async (point: string) => {
          if (point === 'deliver-alarm: message sent') throw new Error('died');
        },
      },
    };
    await expect(deliverAlarms(dying)).rejects.toThrow('died');
    later(scene, minute);
    await deliverAlarms(scene.ports);
    expect(scene.posted).toHaveLength(1);
    later(scene, minute);
    await deliverAlarms(scene.ports);
    const numbers = scene.posted.map(({ headers }) => headers['x-shuiyuan-delivery']);
    expect(numbers).toHaveLength(2);
    expect(new Set(numbers).size).toBe(1);
  });

  test('shows neither its key nor its secret to anybody', async () => {
    const scene = await open();
    await bot(scene, 'first');
    await request(scene, 'PUT', '/alarm-channels/ding', {
      kind: 'dingtalk',
      url: 'https://ding.example/robot/send?access_token=hidden',
      secret: 'SEChidden',
    });
    const mail = {
      host: 'mail.example',
      user: 'u',
      secret: 'hidden',
      from: 'a@city.example',
      to: ['b@city.example'],
    };
    await request(scene, 'PUT', '/alarm-channels/mail', { kind: 'email', ...mail });
    const shown = JSON.stringify(await request(scene, 'GET', '/alarm-channels', undefined, 'auditor'));
    expect(shown).not.toContain('hidden');
    expect(shown).toContain('b@city.example');
    const audited = JSON.stringify(scene.fixture.audits);
    expect(audited).not.toContain('hidden');
  });

  test('is removed once no rule names it, and can be set again', async () => {
    const scene = await open();
    await bot(scene, 'first');
    await setRules(scene, { steps: [{ to: ['first'], minutes: 15 }] });
    const refused = await scene.fixture.ask('DELETE', '/alarm-channels/first', { as: 'operator' });
    expect((await parse(refused)).code).toBe('channel-in-use');
    await setRules(scene, {});
    await request(scene, 'DELETE', '/alarm-channels/first');
    expect(await request(scene, 'GET', '/alarm-channels')).toEqual({ items: [] });
    expect((await scene.fixture.ask('DELETE', '/alarm-channels/first', { as: 'operator' })).status).toBe(404);
    await bot(scene, 'first');
    expect(await request(scene, 'GET', '/alarm-channels')).toMatchObject({ items: [{ name: 'first' }] });
  });

  test('has to be there before a rule names it', async () => {
    const scene = await open();
    const body = { steps: [{ to: ['nowhere'], minutes: 15 }] };
    const answer = await scene.fixture.ask('PUT', '/alarm-rules', { as: 'operator', body });
    expect(answer.status).toBe(400);
    expect((await parse(answer)).detail).toContain('nowhere');
  });
});

describe('what raises an alarm by itself', () => {
  const withDead = ({ ports }: Scene, dead: number, redriven: string[] = []): Ports => ({
    ...ports,
    queue: {
      depth: async () => [{ queue: 'batches', waiting: 0, inFlight: 0, dead }],
      redrive: async (queue: string) => redriven.push(queue),
    } as unknown as Ports['queue'],
  });

  test('dead letters, counted when there are more, and no more when there are none', async () => {
    const scene = await open();
    await lookAtDeadLetters(withDead(scene, 2));
    await lookAtDeadLetters(withDead(scene, 2));
    expect(await list(scene)).toMatchObject([{ kind: 'dead-letters', subject: 'queue/batches', count: 1 }]);
    await lookAtDeadLetters(withDead(scene, 3));
    expect(await list(scene)).toMatchObject([{ state: 'open', count: 2 }]);
    await lookAtDeadLetters(withDead(scene, 0));
    expect(await list(scene)).toMatchObject([{ state: 'closed', closedBy: 'system' }]);
    await lookAtDeadLetters(withDead(scene, 1));
    expect(await list(scene)).toMatchObject([{ state: 'open', count: 1 }, { state: 'closed' }]);
  });

  test('a notice of an alarm to the operator, once, though it was closed', async () => {
    const scene = await open();
    const notice = { to: 'operator', subject: '额度用尽 / the quota is used up', body: 'aic' };
    await tellPeople(scene.ports, { id: 'n1', severity: 'alarm', ...notice });
    await tellPeople(scene.ports, { id: 'n2', severity: 'warning', ...notice });
    for (let turn = 0; turn < 3; turn += 1) await lookAtNotices(scene.ports);
    const [alarm, ...others] = await list(scene);
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({ kind: 'notice', subject: 'n1', zh: '额度用尽', count: 1 });
    await request(scene, 'POST', `/alarms/${alarm?.id}/closing`, { note: 'seen' });
    await lookAtNotices(scene.ports);
    expect(await list(scene)).toHaveLength(1);
    later(scene, 60 * minute);
    await tellPeople(scene.ports, { id: 'n3', severity: 'alarm', ...notice });
    await lookAtNotices(scene.ports);
    expect((await list(scene)).map(({ subject }) => subject)).toEqual(['n3', 'n1']);
  });

  test('dead letters are redriven from their alarm, which says by whom', async () => {
    const redriven: string[] = [];
    const scene = await open();
    const ports = withDead(scene, 2, redriven);
    await lookAtDeadLetters(ports);
    const [alarm] = await list(scene);
    await actOnAlarm(ports)({ id: alarm?.id ?? '', actor: 'night', action: 'redrive' });
    expect(redriven).toEqual(['batches']);
    expect((await show(scene, alarm?.id ?? '')).actions).toMatchObject([{ action: 'redrive', by: 'night' }]);
  });

  test('an alarm of nothing that can be redriven refuses it', async () => {
    const scene = await open();
    const id = await raised(scene);
    const answer = await scene.fixture.ask('POST', `/alarms/${id}/actions`, {
      as: 'operator',
      body: { action: 'redrive' },
    });
    expect((await parse(answer)).code).toBe('no-such-action');
  });
});

test('departments see no alarms, auditors see them and change nothing', async () => {
  const scene = await open();
  const id = await raised(scene);
  expect((await scene.fixture.ask('GET', '/alarms', { as: 'aic' })).status).toBe(403);
  expect((await scene.fixture.ask('GET', '/alarms', { as: 'auditor' })).status).toBe(200);
  const acknowledge = await scene.fixture.ask('POST', `/alarms/${id}/acknowledgement`, {
    as: 'auditor',
    body: {},
  });
  expect(acknowledge.status).toBe(403);
});

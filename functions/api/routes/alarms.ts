/** Alarms: what is wrong, who has it in hand, what was done about it. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { deliveriesOf } from '../../../layers/core/alarms/deliver-alarms.ts';
import {
  acknowledgeAlarm,
  actOnAlarm,
  closeAlarm,
  standingOf,
} from '../../../layers/core/alarms/handle-alarm.ts';
import { alarms } from '../../../layers/core/alarms/kinds.ts';
import { raiseAlarm } from '../../../layers/core/alarms/raise-alarm.ts';
import { must } from '../../../layers/core/records.ts';
import type { Alarm } from '../../../schemas/alarm.ts';
import {
  type AlarmView,
  acknowledgeBody,
  actBody,
  alarmAnswer,
  alarmPath,
  alarmsAnswer,
  alarmsQuery,
  alarmView,
  closeBody,
  raiseBody,
} from '../../../schemas/alarm-api.ts';
import { countAnswer } from '../../../schemas/api-answers.ts';
import { allow } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems } from '../openapi.ts';

const tags = ['alarms'];

const list = createRoute({
  method: 'get',
  path: '/alarms',
  operationId: 'listAlarms',
  tags,
  summary: '警报清单，新的在前 / Alarms, newest first',
  request: { query: alarmsQuery },
  responses: { 200: json(alarmsAnswer, '一页警报 / a page of alarms'), ...problems },
});

const raise = createRoute({
  method: 'post',
  path: '/alarms',
  operationId: 'raiseAlarm',
  tags,
  summary: '人工发出警报，如演练 / Raise an alarm by hand, a drill for one',
  description:
    '同一对象未关闭的警报只有一条，再次发出即并入。/ There is one alarm that is not closed of a subject: the same again joins it.',
  request: { body: jsonBody(raiseBody) },
  responses: { 201: json(alarmView, '警报 / the alarm'), ...problems },
});

const look = createRoute({
  method: 'get',
  path: '/alarms/{id}',
  operationId: 'getAlarm',
  tags,
  summary: '查看警报：由谁处置、通知了谁 / An alarm: who has it in hand, who was told',
  request: { params: alarmPath },
  responses: { 200: json(alarmAnswer, '警报 / the alarm'), ...problems },
});

const acknowledge = createRoute({
  method: 'post',
  path: '/alarms/{id}/acknowledgement',
  operationId: 'acknowledgeAlarm',
  tags,
  summary: '签收警报，停止升级 / Take an alarm in hand: nobody else is told',
  request: { params: alarmPath, body: jsonBody(acknowledgeBody) },
  responses: { 200: json(alarmView, '警报 / the alarm'), ...problems },
});

const close = createRoute({
  method: 'post',
  path: '/alarms/{id}/closing',
  operationId: 'closeAlarm',
  tags,
  summary: '关闭警报，写明处理结果 / Close an alarm and say what was done',
  request: { params: alarmPath, body: jsonBody(closeBody) },
  responses: { 200: json(alarmView, '警报 / the alarm'), ...problems },
});

const act = createRoute({
  method: 'post',
  path: '/alarms/{id}/actions',
  operationId: 'actOnAlarm',
  tags,
  summary: '就警报处置：退回或删除死信 / Do something about it: redrive or purge dead letters',
  request: { params: alarmPath, body: jsonBody(actBody) },
  responses: { 200: json(countAnswer, '处置的条数 / how many'), ...problems },
});

export const alarmRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      allow(c, 'alarm.read', {}, 'alarms');
      const { state, severity, cursor, limit } = c.req.valid('query');
      const wanted = (one: Alarm) =>
        (state === undefined || one.state === state) && (severity === undefined || one.severity === severity);
      const place = { index: 'topic', partition: 'alarms' } as const;
      const page = await listRecords(home, {
        kind: alarms,
        ...place,
        cursor,
        limit,
        newestFirst: true,
        wanted,
      });
      return c.json({ ...page, items: await Promise.all(page.items.map((one) => view(home, one))) }, 200);
    })
    .openapi(raise, async (c) => {
      allow(c, 'alarm.handle', {}, 'alarms');
      const actor = c.get('principal').name;
      const id = await raiseAlarm(home.ports)({ ...c.req.valid('json'), kind: 'by-hand', actor });
      return c.json(await viewOf(home, id as string), 201);
    })
    .openapi(look, async (c) => {
      const { id } = c.req.valid('param');
      allow(c, 'alarm.read', {}, alarms.key(id));
      const deliveries = (await deliveriesOf(home.ports, id)).map(({ alarm: _alarm, ...one }) => one);
      return c.json({ ...(await viewOf(home, id)), deliveries }, 200);
    })
    .openapi(acknowledge, async (c) => {
      const { id } = c.req.valid('param');
      allow(c, 'alarm.handle', {}, alarms.key(id));
      await acknowledgeAlarm(home.ports)({ id, actor: c.get('principal').name, ...c.req.valid('json') });
      return c.json(await viewOf(home, id), 200);
    })
    .openapi(close, async (c) => {
      const { id } = c.req.valid('param');
      allow(c, 'alarm.handle', {}, alarms.key(id));
      await closeAlarm(home.ports)({ id, actor: c.get('principal').name, ...c.req.valid('json') });
      return c.json(await viewOf(home, id), 200);
    })
    .openapi(act, async (c) => {
      const { id } = c.req.valid('param');
      allow(c, 'alarm.handle', {}, alarms.key(id));
      const { action } = c.req.valid('json');
      const count = await actOnAlarm(home.ports)({ id, actor: c.get('principal').name, action });
      return c.json({ count }, 200);
    });

const viewOf = async (home: ApiHome, id: string): Promise<AlarmView> =>
  view(home, (await must(home.ports.records, alarms, id)).value);

/** How often it came stands beside an alarm while it is not closed, and in it afterwards. */
async function view({ ports }: ApiHome, { step: _step, ...alarm }: Alarm): Promise<AlarmView> {
  const { count, lastAt } = alarm;
  if (count !== undefined && lastAt !== undefined) return { ...alarm, count, lastAt };
  const { value } = await standingOf(ports, { ...alarm, step: 0 });
  return { ...alarm, count: value.count, lastAt: value.lastAt };
}

/** Where alarms are told, and in what order: for the operator. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { alarmRules, channels } from '../../../layers/core/alarms/kinds.ts';
import { currentRules } from '../../../layers/core/alarms/rules.ts';
import {
  putChannel,
  putRules,
  removeChannel,
  testChannel,
} from '../../../layers/core/alarms/settle-channels.ts';
import { find } from '../../../layers/core/records.ts';
import { readAgain } from '../../../layers/core/walk.ts';
import { alarmRulesSchema, type Channel, type ChannelSettings, channelBody } from '../../../schemas/alarm.ts';
import {
  type ChannelView,
  channelPath,
  channelsAnswer,
  channelView,
  rulesAnswer,
  testedAnswer,
} from '../../../schemas/alarm-api.ts';
import { allow } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { json, jsonBody, problems } from '../openapi.ts';

const tags = ['alarms'];

const list = createRoute({
  method: 'get',
  path: '/alarm-channels',
  operationId: 'listAlarmChannels',
  tags,
  summary: '警报渠道 / Channels that alarms are told by',
  responses: { 200: json(channelsAnswer, '渠道，不含密钥 / channels, without their secrets'), ...problems },
});

const put = createRoute({
  method: 'put',
  path: '/alarm-channels/{channel}',
  operationId: 'putAlarmChannel',
  tags,
  summary: '设置警报渠道：邮件、webhook、企业微信、钉钉 / Set a channel: mail, webhook, WeCom, DingTalk',
  request: { params: channelPath, body: jsonBody(channelBody) },
  responses: { 200: json(channelView, '渠道 / the channel'), ...problems },
});

const remove = createRoute({
  method: 'delete',
  path: '/alarm-channels/{channel}',
  operationId: 'removeAlarmChannel',
  tags,
  summary: '删除警报渠道 / Remove a channel, and its secrets with it',
  request: { params: channelPath },
  responses: { 204: { description: '已删除 / removed' }, ...problems },
});

const test = createRoute({
  method: 'post',
  path: '/alarm-channels/{channel}/test',
  operationId: 'testAlarmChannel',
  tags,
  summary: '向渠道发送一条测试消息 / Send a channel one message, to see it come',
  request: { params: channelPath },
  responses: { 200: json(testedAnswer, '渠道已接受 / it was taken'), ...problems },
});

const rules = createRoute({
  method: 'get',
  path: '/alarm-rules',
  operationId: 'getAlarmRules',
  tags,
  summary: '通知规则：升级、值班、免打扰 / Who is told and when: steps, duty, quiet hours',
  responses: { 200: json(rulesAnswer, '规则 / the rules'), ...problems },
});

const putAll = createRoute({
  method: 'put',
  path: '/alarm-rules',
  operationId: 'putAlarmRules',
  tags,
  summary: '设置通知规则 / Set the rules',
  request: { body: jsonBody(alarmRulesSchema) },
  responses: { 200: json(rulesAnswer, '规则 / the rules'), ...problems },
});

export const alarmChannelRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      allow(c, 'alarm.read', {}, 'alarm-channels');
      const items: ChannelView[] = [];
      for await (const { value } of readAgain(home.ports.records, channels, ['topic', 'alarm-channels']))
        if (!value.removed) items.push(view(value));
      return c.json({ items }, 200);
    })
    .openapi(put, async (c) => {
      const { channel: name } = c.req.valid('param');
      allow(c, 'alarm.settle', {}, channels.key(name));
      const actor = c.get('principal').name;
      return c.json(view(await putChannel(home.ports)({ name, actor, settings: c.req.valid('json') })), 200);
    })
    .openapi(remove, async (c) => {
      const { channel: name } = c.req.valid('param');
      allow(c, 'alarm.settle', {}, channels.key(name));
      await removeChannel(home.ports)({ name, actor: c.get('principal').name });
      return c.body(null, 204);
    })
    .openapi(test, async (c) => {
      const { channel } = c.req.valid('param');
      allow(c, 'alarm.settle', {}, channels.key(channel));
      await testChannel(home.ports)({ name: channel, actor: c.get('principal').name });
      return c.json({ channel, sent: true as const }, 200);
    })
    .openapi(rules, async (c) => {
      allow(c, 'alarm.read', {}, alarmRules.key());
      return c.json(await readRules(home), 200);
    })
    .openapi(putAll, async (c) => {
      allow(c, 'alarm.settle', {}, alarmRules.key());
      await putRules(home.ports)({ rules: c.req.valid('json'), actor: c.get('principal').name });
      return c.json(await readRules(home), 200);
    });

const readRules = async ({ ports }: ApiHome) =>
  (await find(ports.records, alarmRules))?.value ?? { rules: await currentRules(ports) };

const view = ({ name, settings, changedBy, changedAt }: Channel): ChannelView => ({
  name,
  kind: settings.kind,
  to: whereTo(settings),
  isSigned: 'secret' in settings && settings.secret !== undefined,
  changedBy,
  changedAt,
});

/** A bot's key stands in its address: only the host is shown. */
function whereTo(settings: ChannelSettings): string {
  if (settings.kind === 'notice') return 'operator';
  return settings.kind === 'email' ? settings.to.join(', ') : new URL(settings.url).host;
}

/** An alarm by the command line: raised, told, taken in hand, closed; and where messages may not go. */
import type { AlarmAnswer, AlarmView, ChannelView } from '../../schemas/alarm-api.ts';
import { writeText } from './files.ts';
import { ask, shuiyuan, until } from './home.ts';
import { slow, type UnderTest } from './under-test.ts';

export function testAlarms(under: UnderTest): void {
  test(
    'an alarm is told to the operator, acknowledged by whom, and closed with what was done',
    async () => {
      const { home } = under;
      const text = ['--severity', 'critical', '--zh', '值班演练', '--en', 'a drill'];
      const { id } = await ask<AlarmView>(home, ['alarm', 'raise', 'night-drill', ...text]);
      expect((await ask<AlarmView>(home, ['alarm', 'raise', 'night-drill', ...text])).id).toBe(id);
      await until('the notice of the alarm', async () => {
        await home.letScan();
        const { items } = await ask<{ items: { subject: string }[] }>(home, ['notice', 'list']);
        return items.find(({ subject }) => subject.includes('值班演练'));
      });
      const open = await ask<{ items: AlarmView[] }>(home, ['alarm', 'list', '--state', 'open']);
      expect(open.items.find((one) => one.id === id)).toMatchObject({ count: 2, severity: 'critical' });
      const taken = await ask<AlarmView>(home, ['alarm', 'ack', id, '--note', '正在查看']);
      expect(taken).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'operator' });
      expect((await shuiyuan(home, ['alarm', 'act', id, 'redrive'])).status).not.toBe(0);
      await ask(home, ['alarm', 'close', id, '--note', '演练结束']);
      const closed = await ask<AlarmAnswer>(home, ['alarm', 'show', id, '--as', 'auditor']);
      expect(closed).toMatchObject({ state: 'closed', note: '演练结束', count: 2 });
      expect(closed.deliveries).toMatchObject([{ step: 1, channel: 'notice', state: 'sent', attempts: 1 }]);
    },
    slow,
  );

  test(
    'a channel leads to networks that the operator listed, and to no other',
    async () => {
      const { home } = under;
      const secret = { kind: 'webhook', url: 'http://127.0.0.1:9/?key=hidden', secret: 'hidden' };
      const path = await writeText('channel.json', JSON.stringify(secret));
      await ask(home, ['alarm', 'channels', 'put', 'night-hook', path]);
      const { items } = await ask<{ items: ChannelView[] }>(home, ['alarm', 'channels', 'list']);
      expect(items).toMatchObject([{ name: 'night-hook', to: '127.0.0.1:9', isSigned: true }]);
      expect(JSON.stringify(items)).not.toContain('hidden');
      const tested = await shuiyuan(home, ['alarm', 'channels', 'test', 'night-hook']);
      expect(tested.status).not.toBe(0);
      expect(tested.stderr).toContain('outsideNetworks');
      const rules = {
        steps: [{ to: ['night-hook'], minutes: 5 }],
        quiet: { from: '22:00', to: '07:00', passes: 'critical' },
      };
      await ask(home, ['alarm', 'rules', 'put', await writeText('rules.json', JSON.stringify(rules))]);
      expect(await ask(home, ['alarm', 'rules', 'show'])).toMatchObject({ rules, changedBy: 'operator' });
      expect((await shuiyuan(home, ['alarm', 'channels', 'remove', 'night-hook'])).status).not.toBe(0);
      await ask(home, ['alarm', 'rules', 'put', await writeText('none.json', '{}')]);
      await ask(home, ['alarm', 'channels', 'remove', 'night-hook']);
      expect(await ask(home, ['alarm', 'channels', 'list'])).toEqual({ items: [] });
    },
    slow,
  );
}

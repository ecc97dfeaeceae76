/** Where a message is, by the command line. */
import type { Entry } from '../../schemas/records.ts';
import type { MessageTrail } from '../../schemas/trail-api.ts';
import { writeText } from './files.ts';
import { api, ask, shuiyuan } from './home.ts';
import { slow, type UnderTest } from './under-test.ts';

const resource = {
  code: 'TRAILED',
  name: '停电记录',
  nameEn: 'Outages',
  departments: ['power'],
  cycle: 'daily',
  grade: 1,
  mode: 'increment',
  items: [{ code: 'no', name: '表号', type: 'text', length: 20, key: 'primary', required: true }],
};

export function testTrail(under: UnderTest): void {
  test(
    'a message is found by its number and in its department, and by nobody else’s eyes',
    async () => {
      const { home } = under;
      await ask(home, ['resource', 'apply', await writeText('trailed.json', JSON.stringify(resource))]);
      const since = new Date(Date.now() - 60_000).toISOString();
      const body = { resource: 'TRAILED', fileName: 'a.csv', size: 1, sha256: 'a'.repeat(64) };
      const token = home.tokens.departments.power ?? '';
      const { ticket } = await api<{ ticket: { id: string } }>(home, token, '/tickets', {
        method: 'POST',
        body: JSON.stringify(body),
      });
      const record = `ticket/${ticket.id}`;
      const trail = await ask<MessageTrail>(home, ['trail', ticket.id]);
      expect(trail.records).toEqual([{ record, department: 'power', stage: 'issued' }]);
      expect(trail.entries).toMatchObject([{ record, version: 1, action: 'ticket issued' }]);
      expect((await shuiyuan(home, ['trail', ticket.id, '--as', 'local-tax'])).status).not.toBe(0);
      const place = ['--department', 'power', '--since', since];
      const { items } = await ask<{ items: Entry[] }>(home, ['trail', ...place, '--as', 'auditor']);
      expect(items.map((entry) => entry.record)).toContain(record);
    },
    slow,
  );
}

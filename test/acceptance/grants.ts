/** Access in the open: asked, reduced, subscribed to; suspended, resumed, over; through the API and the command line. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParcelView } from '../../schemas/api-answers.ts';
import type { GrantView } from '../../schemas/grant-api.ts';
import { makeFolder, powerCsv, writeText } from './files.ts';
import { ask, shuiyuan, until } from './home.ts';
import {
  awaitParcel,
  obtainGrant,
  requestGrant,
  slow,
  subscribe,
  type UnderTest,
  upload,
} from './under-test.ts';

/** What a command says when it is refused. */
interface Refusal {
  readonly code: string;
}

const refusedBy = async (under: UnderTest, args: readonly string[]): Promise<string> => {
  const { status, stdout } = await shuiyuan(under.home, [...args, '--json']);
  return status === 0 ? 'not refused' : (JSON.parse(stdout) as { error: Refusal }).error.code;
};

/** Asks for rows as a department's program does. */
async function rowsOf(
  under: UnderTest,
  department: string,
  query = '',
): Promise<{ status: number; code?: string }> {
  const token = under.home.tokens.departments[department];
  const answer = await fetch(`${under.home.url}/api/v1/resources/POWER/rows?limit=5${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const body = (await answer.json()) as { code?: string };
  return { status: answer.status, ...(body.code === undefined ? {} : { code: body.code }) };
}

async function contentOf(under: UnderTest, department: string, parcel: string): Promise<number> {
  const token = under.home.tokens.departments[department];
  const answer = await fetch(`${under.home.url}/api/v1/inbox/${parcel}/content`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return answer.status;
}

export function testGrants(under: UnderTest): void {
  let grant: GrantView;
  let parcel: ParcelView;

  test(
    'without a grant nothing is subscribed to, and the answer names the command to run',
    async () => {
      const { stdout, stderr, status } = await shuiyuan(under.home, [
        'subscribe',
        'POWER',
        '--as',
        'finance',
      ]);
      expect(status).toBe(1);
      expect(stdout + stderr).toContain('shuiyuan grant request POWER --as finance');
      expect(await rowsOf(under, 'finance')).toMatchObject({ status: 403 });
    },
    slow,
  );

  test(
    'who asks cannot approve; a provider reduces, the centre approves, and all can read of it',
    async () => {
      grant = await requestGrant(under.home, 'POWER', 'finance', '--items', 'account_no,period,kwh,fee');
      expect(grant.waitsFor).toEqual(['power', 'operator']);
      expect(await refusedBy(under, ['grant', 'approve', grant.id, '--as', 'finance'])).toBe('forbidden');
      const less = ['--items', 'account_no,kwh', '--filter', 'kwh > 15', '--reason', '用途所需'];
      await ask(under.home, ['grant', 'reduce', grant.id, '--as', 'power', ...less]);
      grant = await ask<GrantView>(under.home, ['grant', 'approve', grant.id, '--as', 'operator']);
      expect(grant).toMatchObject({ stage: 'granted', inForce: true });
      const seen = await ask<GrantView>(under.home, ['grant', 'show', grant.id, '--as', 'land']);
      expect(seen.history.map((one) => [one.action, one.party])).toEqual([
        ['requested', 'finance'],
        ['reduced', 'power'],
        ['approved', 'operator'],
      ]);
      const { items } = await ask<{ items: GrantView[] }>(under.home, [
        'grant',
        'list',
        '--receiver',
        'finance',
      ]);
      expect(items.map((one) => one.id)).toContain(grant.id);
    },
    slow,
  );

  test(
    'a delivery under a reduced grant holds its items and rows and nothing else',
    async () => {
      expect(await refusedBy(under, ['subscribe', 'POWER', '--as', 'finance', '--items', 'fee'])).toBe(
        'invalid-input',
      );
      await subscribe(under.home, 'POWER', 'finance', '--grant', grant.id);
      const file = await writeText('g1.csv', powerCsv('201506', [10, 20, 30]));
      const batch = await upload(under.home, file, 'POWER', '--period', '201506');
      parcel = await awaitParcel(under.home, 'finance', batch.batch);
      expect(parcel).toMatchObject({ grant: grant.id, items: ['account_no', 'kwh'], rows: 2 });
      const args = ['inbox', 'fetch', '--as', 'finance', parcel.parcel, '-o', await makeFolder()];
      const { fetched } = await ask<{ fetched: { folder: string }[] }>(under.home, args);
      const text = await readFile(join(fetched[0]?.folder ?? '', 'data.csv'), 'utf8');
      expect(text.split('\n')[0]).toMatch(/^"?account_no"?,"?kwh"?,/);
      expect(text.trimEnd().split('\n')).toHaveLength(3);
      expect(await rowsOf(under, 'finance')).toEqual({ status: 200 });
      expect(await rowsOf(under, 'finance', '&items=fee')).toMatchObject({ status: 403 });
    },
    slow,
  );

  test(
    'suspended, nothing is to be fetched or read from that moment on; resumed, it is again',
    async () => {
      const reason = ['--reason', '核查用途'];
      await ask(under.home, ['grant', 'suspend', grant.id, '--as', 'operator', ...reason]);
      expect(await contentOf(under, 'finance', parcel.parcel)).toBe(403);
      expect(await rowsOf(under, 'finance')).toEqual({ status: 403, code: 'grant-suspended' });
      const { items } = await ask<{ items: ParcelView[] }>(under.home, ['inbox', 'list', '--as', 'finance']);
      expect(items.find((one) => one.parcel === parcel.parcel)?.reason?.code).toBe('grant-suspended');
      expect(await refusedBy(under, ['grant', 'resume', grant.id, '--as', 'power'])).toBe('not-suspended');
      await ask(under.home, ['grant', 'resume', grant.id, '--as', 'operator']);
      expect(await contentOf(under, 'finance', parcel.parcel)).toBe(200);
      expect(await rowsOf(under, 'finance')).toEqual({ status: 200 });
    },
    slow,
  );

  test(
    'revoked, nothing flows any more, and what lay in the inbox stays shut',
    async () => {
      await ask(under.home, ['grant', 'revoke', grant.id, '--as', 'power', '--reason', '用途已结束']);
      expect(await contentOf(under, 'finance', parcel.parcel)).toBe(403);
      expect(await rowsOf(under, 'finance')).toMatchObject({ status: 403 });
      const file = await writeText('g2.csv', powerCsv('201507', [40, 50]));
      const batch = await upload(under.home, file, 'POWER', '--period', '201507');
      await awaitParcel(under.home, 'local-tax', batch.batch);
      const { items } = await ask<{ items: ParcelView[] }>(under.home, ['inbox', 'list', '--as', 'finance']);
      expect(items.filter((one) => one.batch === batch.batch)).toEqual([]);
    },
    slow,
  );

  test(
    'a term that is over is over by the clock, whether or not anybody has noted it',
    async () => {
      const end = new Date(Date.now() + 15_000).toISOString();
      const short = await obtainGrant(under.home, 'POWER', 'statistics', '--until', end);
      await until('the end of the term', async () => {
        const { status, code } = await rowsOf(under, 'statistics');
        return status === 403 && code !== undefined ? code : undefined;
      });
      expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(end) - 2_000);
      expect((await ask<GrantView>(under.home, ['grant', 'show', short.id])).why?.code).toBe('expired');
      const renewed = await ask<GrantView>(under.home, [
        ...['grant', 'renew', short.id, '--as', 'statistics'],
        ...['--until', new Date(Date.now() + 86_400_000).toISOString()],
      ]);
      expect(renewed).toMatchObject({
        renews: short.id,
        stage: 'requested',
        waitsFor: ['power', 'operator'],
      });
    },
    slow,
  );
}

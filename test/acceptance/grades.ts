/** Grade 2: desensitised before it is collected, tokens with a budget, clear text through the provider's side. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchView } from '../../schemas/api-answers.ts';
import type { Reveal } from '../../schemas/reveal.ts';
import { makeFolder, sha256, writeText } from './files.ts';
import { findClear } from './find-clear.ts';
import { api, ask, type Home, project, shuiyuan, until } from './home.ts';
import { slow, type UnderTest, upload } from './under-test.ts';

const person = '11010519491231002X';
const stranger = '440524188001010014';
const file = `${[
  '身份证号,姓名,性别,出生日期,户号,与户主关系,状态',
  `${person},欧阳雪琴,女,1949-12-31,H1,户主,正常`,
  `${stranger},诸葛明德,男,1880-01-01,H2,户主,正常`,
  '12345,司徒无名,男,1990-01-01,H3,户主,正常',
].join('\n')}\n`;
/** People whose file lies in the drop zone for an hour: they are not looked for. */
const dropped = file.replaceAll(person, '520102198506071233').replaceAll(stranger, '520102197203041112');
const clear = [person, stranger, '欧阳雪琴', '诸葛明德', '司徒无名'];

const buyer = '520103197902143528';
const shopkeeper = '520111198802291712';
const vehicle = 'LSVAM4187C2184847';
const bought = ['91110000600037341L', '贵州矿山机械有限公司'] as const;
const invoices = `${[
  '发票代码,发票号码,销方识别号,购方识别号或证件号,购方名称,开具日期,货物劳务名称,不含税金额,税额,车辆识别代号',
  `5200151320,00000001,${bought[0]},${bought[0]},${bought[1]},2015-03-05,电机,100.00,17.00,`,
  `5200151320,00000002,${bought[0]},${buyer},闾丘明远,2015-03-05,轿车,200000.00,34000.00,${vehicle}`,
  `5200151320,00000003,${shopkeeper}01,,钟离若水,2015-03-06,餐饮,50.00,1.50,`,
  `5200151320,00000004,${bought[0]},12345,司空见远,2015-03-06,电机,50.00,8.50,${vehicle}`,
].join('\n')}\n`;

interface Rows {
  readonly items: readonly Record<string, unknown>[];
}

/** Runs a command with something on its standard input. */
function withInput(home: Home, input: string, args: readonly string[]): Promise<string> {
  const main = join(project, 'cli', 'main.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args, '--json'], {
    env: { ...process.env, SHUIYUAN_HOME: home.folder },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  child.stdin.end(input);
  return new Promise((done) => child.once('close', () => done(said)));
}

export function testGrades(under: UnderTest): void {
  let token = '';
  let other = '';

  test(
    'a grade 2 file is desensitised before it leaves, and the platform stores no clear value of it',
    async () => {
      const { home } = under;
      const batch = await upload(home, await writeText('人口.csv', file), 'POP', '--as', 'police');
      expect(batch.state).toBe('committed');
      expect(batch.rows).toEqual({ read: 3, accepted: 2, refused: 1, ignored: 0 });
      const police = home.tokens.departments.police as string;
      const { items: all } = await api<Rows>(home, police, '/resources/POP/rows?limit=200');
      // Another suite may have sent its own people to the same home.
      const items = all.filter((row) => row._batch === batch.batch);
      expect(items.map(({ name, sex }) => [name, sex])).toEqual([
        ['欧阳***', '女'],
        ['诸葛***', '男'],
      ]);
      [token, other] = items.map(({ pid }) => String(pid)) as [string, string];
      expect(token).toMatch(/^[0-9a-f]{64}$/);
      const { rows } = await ask<{ rows: { line: number }[] }>(home, [
        'batch',
        'rejects',
        batch.batch,
        '--as',
        'police',
      ]);
      expect(rows.map(({ line }) => line)).toEqual([4]);
      const stored = await home.stored();
      expect(stored.size).toBeGreaterThan(3);
      expect(await findClear(stored, clear)).toEqual([]);
    },
    slow,
  );

  test(
    'where enterprises and persons stand in one column, the persons are kept nowhere and the enterprises clear',
    async () => {
      const { home } = under;
      const file = await writeText('发票.csv', invoices);
      const batch = await upload(home, file, 'INV', '--as', 'state-tax');
      expect(batch.rows).toEqual({ read: 4, accepted: 3, refused: 1, ignored: 0 });
      const tax = home.tokens.departments['state-tax'] as string;
      const { items } = await api<Rows>(home, tax, '/resources/INV/rows?limit=10');
      const rows = new Map(items.map((row) => [row.inv_no, row]));
      const isToken = expect.stringMatching(/^[0-9a-f]{64}$/);
      const [company, name] = bought;
      expect(rows.get('00000001')).toMatchObject({ seller_id: company, buyer_id: company, buyer_name: name });
      expect(rows.get('00000002')).toMatchObject({ buyer_id: isToken, buyer_name: isToken, vin: isToken });
      expect(rows.get('00000003')).toMatchObject({
        seller_id: expect.stringMatching(/^[0-9a-f]{64}01$/),
        buyer_name: isToken,
      });
      const stored = await home.stored();
      const persons = [buyer, shopkeeper, vehicle, '闾丘明远', '钟离若水', '司空见远'];
      expect(await findClear(stored, persons)).toEqual([]);
      for (const one of bought) expect((await findClear(stored, [one])).length).toBeGreaterThan(0);
    },
    slow,
  );

  test(
    'a file that says it is desensitised and is not goes no further',
    async () => {
      const { home } = under;
      const police = home.tokens.departments.police as string;
      const body = {
        resource: 'POP',
        fileName: 'a.csv',
        size: Buffer.byteLength(dropped),
        sha256: sha256(dropped),
        desensitised: 1,
      };
      const init = { method: 'POST', body: JSON.stringify(body) };
      const issued = await api<{
        ticket: { id: string };
        upload: { url: string; headers: Record<string, string> };
      }>(home, police, '/tickets', init);
      const { url, headers } = issued.upload;
      expect((await fetch(url, { method: 'PUT', headers, body: dropped })).ok).toBe(true);
      const batch = await until('the quarantine', async () => {
        const seen = await api<{ batch?: BatchView }>(home, police, `/tickets/${issued.ticket.id}`);
        return seen.batch?.state === 'quarantined' ? seen.batch : undefined;
      });
      expect(batch.reason?.code).toBe('clear-values');
    },
    slow,
  );

  test(
    'clear text of grade 2 is not kept; the drop zone takes it and desensitises it',
    async () => {
      const { home } = under;
      const path = await writeText('人口二.csv', dropped.replace('H1', 'H9'));
      const args = ['upload', path, '--resource', 'POP', '--as', 'police'];
      expect((await shuiyuan(home, [...args, '--clear'])).status).toBe(1);
      const batch = await upload(home, path, 'POP', '--as', 'police', '--drop-zone');
      expect(batch).toMatchObject({ state: 'committed', rows: { accepted: 2, refused: 1 } });
      const out = join(await makeFolder(), 'out.csv');
      await ask(home, [
        'desensitise',
        await writeText('a.csv', file),
        '--resource',
        'POP',
        '--as',
        'police',
        '-o',
        out,
      ]);
      expect(await readFile(out, 'utf8')).toContain(token);
    },
    slow,
  );

  test(
    'tokens are made for the provider, for what becomes a token, and stay when the key is wrapped anew',
    async () => {
      const { home } = under;
      const post = (as: string, body: object) =>
        fetch(`${home.url}/api/v1/tokens`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${home.tokens.departments[as]}`,
            'content-type': 'application/json',
          },
          body: JSON.stringify(body),
        });
      const wanted = { resource: 'POP', item: 'pid', values: [person] };
      expect((await post('power', wanted)).status).toBe(403);
      expect((await post('police', { ...wanted, item: 'sex' })).status).toBe(409);
      expect(await (await post('police', wanted)).json()).toMatchObject({ tokens: [token] });
      const before = await ask<{ wrapping: number }>(home, ['token', 'status']);
      const after = await ask<{ wrapping: number }>(home, ['token', 'rotate']);
      expect(after.wrapping).toBe(before.wrapping + 1);
      expect(await (await post('police', wanted)).json()).toMatchObject({ tokens: [token] });
    },
    slow,
  );

  test(
    "clear text is revealed to a case's owner, one value, sealed on its way",
    async () => {
      const { home } = under;
      const what = ['--resource', 'POP', '--item', 'pid', '--case', '案 1', '--reason', '核实身份'];
      const asked = await ask<Reveal>(home, [
        'reveal',
        'ask',
        '--as',
        'tax-officer',
        ...what,
        '--value-token',
        token,
      ]);
      const list = ['reveal', 'list', '--as', 'police', '--side', 'provider'];
      const waiting = await until('the request', async () => {
        const { items } = await ask<{ items: Reveal[] }>(home, list);
        return items.find(({ id }) => id === asked.id);
      });
      expect(waiting).toMatchObject({ stage: 'asked', caseReference: '案 1', token });
      const answer = ['reveal', 'answer', asked.id, '--as', 'police'];
      expect(await withInput(home, `${stranger}\n`, answer)).toContain('another-value');
      expect(await withInput(home, `${person}\n`, answer)).toContain('"answered"');
      const seen = await api<Reveal>(home, home.tokens.departments.police as string, `/reveals/${asked.id}`);
      expect(seen.sealed).toBeUndefined();
      const audited = await api<{ items: Reveal[] }>(
        home,
        home.tokens.auditor,
        '/reveals?department=police&side=provider',
      );
      expect(audited.items.map(({ id }) => id)).toContain(asked.id);
      expect(await findClear(await home.stored(), [person])).toEqual([]);
      expect(await ask(home, ['reveal', 'open', asked.id, '--as', 'tax-officer'])).toMatchObject({
        value: person,
      });
      expect(other).not.toBe(token);
    },
    slow,
  );
}

/**
 * Bridges that are killed again and again, at any moment, on both sides: PostgreSQL to the platform by watermark, the
 * platform to MariaDB. Every row arrives, once, with every digit. `SHUIYUAN_BRIDGE_ROWS`, `SHUIYUAN_BRIDGE_KILLS` and
 * `SHUIYUAN_SEED` change the figures.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type mysql from 'mysql2/promise';
import type pg from 'pg';
import type { BatchSummary } from '../../../schemas/api-answers.ts';
import { type EmbeddedTestHome, openEmbedded } from '../../acceptance/embedded-home.ts';
import { api, project } from '../../acceptance/home.ts';
import { randomFrom } from '../../contract/random.ts';
import { tellFigures } from '../tell-figures.ts';
import {
  type BridgeUnderTest,
  createSql,
  describeTrade,
  fillSql,
  makeBridge,
  mariadbDigest,
  mariadbPlace,
  postgresDigest,
  postgresPlace,
  whole,
} from './city.ts';
import { mariadbConnection, postgresClient, type Server, startMariadb, startPostgres } from './servers.ts';

const rows = Number(process.env.SHUIYUAN_BRIDGE_ROWS ?? 200_000);
const kills = Number(process.env.SHUIYUAN_BRIDGE_KILLS ?? 20);
const seed = Number(process.env.SHUIYUAN_SEED ?? 20_261_125);
const entryRows = Math.ceil(rows / 20);
/** Milliseconds a bridge lives: its start alone takes a second, a pass over a slice a few. */
const life = { least: 700, spread: 3_500 };
/** Rows come while the bridges are killed, so that there is always something to do. */
const slices = Math.ceil(kills / 2);
const limit = 600_000 + kills * 20_000 + rows / 10;

let home: EmbeddedTestHome;
let postgres: Server;
let mariadb: Server;
let source: pg.Client;
let target: mysql.Connection;

beforeAll(async () => {
  home = await openEmbedded();
  postgres = await startPostgres();
  mariadb = await startMariadb();
  source = postgresClient(postgres.port);
  await source.connect();
  target = await mariadbConnection(mariadb.port, 'city');
  await source.query(createSql);
  await describeTrade(home);
}, limit);

afterAll(async () => {
  await source?.end();
  await target?.end();
  await home?.close();
  await postgres?.stop();
  await mariadb?.stop();
}, limit);

/** @returns was it killed, or had it come to its end before? */
async function runAndKill({ config }: BridgeUnderTest, milliseconds: number): Promise<boolean> {
  const args = ['--disable-warning=ExperimentalWarning', join(project, 'cli', 'main.ts')];
  const { SHUIYUAN_URL: _url, SHUIYUAN_TOKEN: _token, ...usual } = process.env;
  const child = spawn(process.execPath, [...args, 'bridge', 'run', config, '--once'], {
    env: { ...usual, SHUIYUAN_HOME: home.folder },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  await Promise.race([ended, sleep(milliseconds, undefined, { ref: false })]);
  const isAlive = child.exitCode === null;
  child.kill('SIGKILL');
  await ended;
  return isAlive;
}

async function allBatches(): Promise<BatchSummary[]> {
  const found: BatchSummary[] = [];
  let cursor = '';
  for (;;) {
    const path = `/batches?resource=BRTRADE&limit=100${cursor}`;
    const token = home.tokens.departments.power ?? '';
    const page = await api<{ items: BatchSummary[]; next?: string }>(home, token, path);
    found.push(...page.items);
    if (page.next === undefined) return found;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

test(
  'every row arrives once, however often the bridges are killed',
  async () => {
    const begun = performance.now();
    const random = randomFrom(seed);
    const out = await makeBridge(home, {
      as: 'power',
      places: { ledger: postgresPlace(postgres.port) },
      out: [
        {
          name: 'trade',
          from: 'ledger',
          resource: 'BRTRADE',
          table: 'trade',
          rows: entryRows,
          read: { by: 'watermark', column: 'changed', key: ['trade_no'], lagSeconds: 0 },
        },
      ],
    });
    const into = await makeBridge(home, {
      as: 'local-tax',
      places: { office: mariadbPlace(mariadb.port) },
      in: [{ name: 'trade-in', into: 'office', resource: 'BRTRADE', table: 'trade_in' }],
    });
    const killed = { out: 0, into: 0 };
    const sliceRows = Math.ceil(rows / slices);
    let filled = 0;
    for (let turn = 0; killed.out + killed.into < kills; turn += 1) {
      expect(turn).toBeLessThan(kills * 10);
      for (const until = Math.min(rows, filled + sliceRows); turn % 2 === 0 && filled < until; ) {
        const to = Math.min(until, filled + 100_000);
        await source.query(fillSql(filled + 1, to));
        filled = to;
      }
      const isOut = turn % 2 === 0;
      const milliseconds = life.least + random.below(life.spread);
      if (await runAndKill(isOut ? out : into, milliseconds)) killed[isOut ? 'out' : 'into'] += 1;
    }
    expect(filled).toBe(rows);
    whole(await out.run());
    const batches = await allBatches();
    // Not even in what was accepted, before the last write of a key is taken, is a row twice.
    expect(batches.every(({ state }) => state === 'committed')).toBe(true);
    expect(batches.reduce((sum, one) => sum + (one.rows?.accepted ?? 0), 0)).toBe(rows);
    const wanted = await postgresDigest(source);
    expect(wanted.rows).toBe(rows);
    for (let applied = 0; ; ) {
      applied = whole(await into.run()).applied;
      const there = await mariadbDigest(target).catch(() => undefined);
      if (there?.sha256 === wanted.sha256) break;
      if (performance.now() - begun > limit - 60_000) expect(there).toEqual(wanted);
      if (applied === 0) await sleep(1_000);
    }
    expect(killed.out).toBeGreaterThan(0);
    expect(killed.into).toBeGreaterThan(0);
    const counts = { rows, kills: killed.out + killed.into, batches: batches.length, seed };
    tellFigures('bridge', counts, begun);
  },
  limit,
);

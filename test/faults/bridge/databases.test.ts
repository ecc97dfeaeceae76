/** Bridges between real databases and a home: PostgreSQL by watermark and by changes, into MariaDB. */
import type mysql from 'mysql2/promise';
import type pg from 'pg';
import { type EmbeddedTestHome, openEmbedded } from '../../acceptance/embedded-home.ts';
import { until } from '../../acceptance/home.ts';
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

const slow = 180_000;
let home: EmbeddedTestHome;
let postgres: Server;
let mariadb: Server;
let source: pg.Client;
let target: mysql.Connection;
let out: BridgeUnderTest;
let into: BridgeUnderTest;

beforeAll(async () => {
  [home, postgres, mariadb] = await Promise.all([openEmbedded(), startPostgres(), startMariadb()]);
  source = postgresClient(postgres.port);
  await source.connect();
  target = await mariadbConnection(mariadb.port, 'city');
  await source.query(createSql);
  await source.query('ALTER TABLE trade REPLICA IDENTITY FULL');
  await describeTrade(home);
  out = await makeBridge(home, {
    as: 'power',
    places: { ledger: postgresPlace(postgres.port) },
    out: [
      {
        name: 'trade',
        from: 'ledger',
        resource: 'BRTRADE',
        table: 'public.trade',
        rows: 1000,
        read: { by: 'changes', key: ['trade_no'] },
      },
    ],
  });
  into = await makeBridge(home, {
    as: 'local-tax',
    places: { office: mariadbPlace(mariadb.port) },
    in: [{ name: 'trade-in', into: 'office', resource: 'BRTRADE', table: 'trade_in' }],
  });
}, slow);

afterAll(async () => {
  await source?.end();
  await target?.end();
  await Promise.all([home?.close(), postgres?.stop(), mariadb?.stop()]);
}, slow);

/** Receives until the rows at both ends are the same, to the last digit. */
async function arrives(): Promise<void> {
  const wanted = await postgresDigest(source);
  await until(`the ${wanted.rows} rows`, async () => {
    whole(await into.run());
    const there = await mariadbDigest(target).catch(() => undefined);
    return there?.sha256 === wanted.sha256 ? true : undefined;
  });
}

test(
  'a configuration is told what fits and what does not, column by column',
  async () => {
    const { stdout, status } = await out.command('check');
    const [job] = (JSON.parse(stdout) as { jobs: { columns: unknown[]; findings: unknown[] }[] }).jobs;
    expect(status).toBe(0);
    expect(job?.columns).toHaveLength(8);
    await source.query('ALTER TABLE trade ALTER amount TYPE numeric(20,4)');
    const wrong = await out.command('check');
    await source.query('ALTER TABLE trade ALTER amount TYPE numeric(18,2)');
    expect(wrong.status).toBe(1);
    expect(wrong.stdout).toMatch(/"item":"amount","column":"amount","level":"wrong"/);
  },
  slow,
);

test(
  'all rows reach the other database, every digit, quote and line end of them',
  async () => {
    await source.query(fillSql(1, 2500));
    expect(whole(await out.run())).toMatchObject({ read: 1, sent: 1, refusedRows: 0 });
    await arrives();
  },
  slow,
);

test(
  'what is changed, inserted and deleted follows, as one last word of each key',
  async () => {
    await source.query(fillSql(2501, 2600));
    await source.query("UPDATE trade SET amount = -0.01, note = NULL WHERE trade_no <= 'T000000010'");
    await source.query("DELETE FROM trade WHERE trade_no BETWEEN 'T000000100' AND 'T000000199'");
    await source.query("UPDATE trade SET trade_no = 'M' || trade_no WHERE trade_no = 'T000000300'");
    expect(whole(await out.run())).toMatchObject({ refusedRows: 0 });
    await arrives();
    expect(whole(await out.run())).toMatchObject({ read: 0, sent: 0 });
  },
  slow,
);

test(
  'the log is kept while the platform has not taken the changes, and let go of then',
  async () => {
    const slot = async () =>
      (await source.query('SELECT confirmed_flush_lsn::text AS lsn FROM pg_replication_slots')).rows[0]?.lsn;
    const before = await slot();
    await source.query("UPDATE trade SET pieces = 1 WHERE trade_no = 'T000000001'");
    const [away] = await out.run({ SHUIYUAN_URL: 'http://127.0.0.1:9', SHUIYUAN_TOKEN: 'none' });
    expect(away?.problem).toMatchObject({ transient: true });
    expect(await slot()).toBe(before);
    whole(await out.run());
    whole(await out.run());
    expect(await slot()).not.toBe(before);
    await arrives();
  },
  slow,
);

test(
  'while the platform is away what changes is read into the queue, and is sent once it is back',
  async () => {
    const queue = async () =>
      (JSON.parse((await out.command('status')).stdout) as { queue: { files: number } }).queue.files;
    await home.stop();
    await source.query("UPDATE trade SET pieces = 2 WHERE trade_no = 'T000000001'");
    expect((await out.run())[0]?.problem).toMatchObject({ code: 'unreachable', transient: true });
    expect(await queue()).toBe(1);
    await home.restart();
    expect(whole(await out.run()).sent).toBe(1);
    expect(await queue()).toBe(0);
    await arrives();
  },
  slow,
);

test(
  'a parcel that is applied again changes nothing; a row the database refuses comes back, the others are in',
  async () => {
    await target.query('ALTER TABLE trade_in ADD CONSTRAINT small CHECK (pieces <> 4242)');
    await source.query("UPDATE trade SET pieces = 4242 WHERE trade_no = 'T000000002'");
    await source.query("UPDATE trade SET pieces = 4243 WHERE trade_no = 'T000000003'");
    whole(await out.run());
    const rejected = await until('the parcel', async () => {
      const pass = whole(await into.run());
      return pass.applied > 0 ? pass.rejected : undefined;
    });
    expect(rejected).toBe(1);
    const [rows] = await target.query(
      "SELECT pieces FROM trade_in WHERE trade_no IN ('T000000002', 'T000000003') ORDER BY trade_no",
    );
    expect((rows as { pieces: number }[]).map(({ pieces }) => pieces)[1]).toBe(4243);
    expect((rows as { pieces: number }[])[0]?.pieces).not.toBe(4242);
    const [known] = await target.query('SELECT sum(refused) AS refused FROM shuiyuan_parcels');
    expect(Number((known as { refused: string }[])[0]?.refused)).toBe(1);
  },
  slow,
);

/** `store …`: a department's own store, where its grade 3 data stay and approved questions run. */
import { setTimeout as sleep } from 'node:timers/promises';
import { spentOf } from '../../layers/core/disclosure/budget.ts';
import { usualRules } from '../../layers/core/disclosure/rules.ts';
import type { Resource } from '../../schemas/resource.ts';
import { encode } from '../api-client.ts';
import { type Command, type CommandInput, secondsOf, textOf, wordAt } from '../command.ts';
import { TransientFailure, WrongUsage } from '../failures.ts';
import { pinnedRootKey } from '../inbox/pinned-root-key.ts';
import { periodsOf } from '../store/current-rows.ts';
import { loadFile } from '../store/load-file.ts';
import { type DepartmentStore, makeStore, openStore, storeFolder } from '../store/open-store.ts';
import { clientOf, inStore, storeOption, workOf } from '../store/use-store.ts';
import { type Worked, workOnce } from '../store/work.ts';
import { alignTable, inBoth } from '../terminal.ts';
import { certifyStore, describeRequest } from './store-certify.ts';

const init: Command = {
  name: 'store init',
  usage: '--as DEPT [--store DIR] [--root-key BASE64]',
  zh: '建立本部门数据仓：3 级数据留在这里',
  en: "make a department's own store: grade 3 data stay in it",
  options: { ...storeOption, 'root-key': { type: 'string' } },
  words: [0, 0],
  async run({ connection, values }) {
    const folder = storeFolder(textOf(values, 'store'));
    const department = connection.department();
    const client = clientOf(connection, department);
    const pinned = textOf(values, 'root-key') ?? connection.rootKey;
    const rootKey = pinned ?? (await pinnedRootKey(connection, client));
    await makeStore(folder, { schema: 'store/1', department, url: connection.url, rootKey });
    const store = await openStore(folder);
    const { settings, publicKey } = store;
    store.close();
    const text = inBoth(
      `数据仓在 ${folder}，属于 ${settings.department}；请备份其中的 keys/ 与 state.sqlite`,
      `the store is in ${folder}, of ${settings.department}; back up keys/ and state.sqlite in it`,
    );
    return { json: { folder, publicKey, ...settings }, text };
  },
};

const load: Command = {
  name: 'store load',
  usage: 'FILE --resource CODE [--period PERIOD] [--store DIR]',
  zh: '把文件清洗后存入本部门数据仓，不上传',
  en: "clean a file into the department's store; nothing is uploaded",
  options: { ...storeOption, resource: { type: 'string' }, period: { type: 'string' } },
  words: [1, 1],
  async run(input) {
    const { connection, words, values } = input;
    const code = textOf(values, 'resource');
    if (code === undefined)
      throw new WrongUsage('请以 --resource 指明信息资源', 'say which resource with --resource');
    return inStore(input, async (store) => {
      const client = clientOf(connection, store.settings.department);
      const { resource } = await client.get<{ resource: Resource }>(`/resources/${encode(code)}`);
      const loaded = await loadFile(store, wordAt(words, 0, 'FILE'), resource, {
        period: textOf(values, 'period'),
      });
      const { read, accepted, refused } = loaded.rows;
      const text = inBoth(
        `已载入 ${loaded.period}：读取 ${read} 行，接受 ${accepted} 行，拒绝 ${refused} 行`,
        `${loaded.period} loaded: ${read} rows read, ${accepted} accepted, ${refused} refused`,
      );
      return { json: { resource: code, ...loaded }, text };
    });
  },
};

/** One pass; what the platform cannot take now is handed in by the next. */
async function pass(input: CommandInput, store: DepartmentStore): Promise<Worked> {
  return workOnce(workOf(input, store));
}

const describe = ({ made, posted, certificate, refused }: Worked): string =>
  [
    inBoth(
      `算出 ${made.length} 项结果，提交 ${posted.length} 项`,
      `${made.length} results made, ${posted.length} handed in`,
    ),
    ...(certificate ? [describeRequest(certificate)] : []),
    ...refused.map((one) => `✗ ${one.question}  ${inBoth(one.zh, one.en)}`),
  ].join('\n');

const work: Command = {
  name: 'store work',
  usage: '[--every SECONDS] [--store DIR]',
  zh: '执行已批准的查询并提交签名的结果',
  en: 'run approved questions and hand in signed results',
  options: { ...storeOption, every: { type: 'string' } },
  words: [0, 0],
  async run(input) {
    return inStore(input, async (store) => {
      if (textOf(input.values, 'every') !== undefined) return workOn(input, store);
      const worked = await pass(input, store);
      return { json: worked, text: describe(worked), status: worked.refused.length > 0 ? 1 : 0 };
    });
  },
};

/** Goes on until it is ended; a platform that cannot be reached is asked again next time. */
async function workOn(input: CommandInput, store: DepartmentStore): Promise<never> {
  const seconds = secondsOf(input.values, 'every', 60);
  for (;;) {
    try {
      const worked = await pass(input, store);
      if (worked.made.length + worked.posted.length > 0) process.stderr.write(`${describe(worked)}\n`);
    } catch (error) {
      if (!(error instanceof TransientFailure)) throw error;
      process.stderr.write(`${inBoth(error.zh, error.message)}\n`);
    }
    await sleep(seconds * 1000);
  }
}

const status: Command = {
  name: 'store status',
  usage: '[--store DIR]',
  zh: '本部门数据仓：已载入的期间、额度、日志',
  en: 'the store: what is loaded, what it has left to give, its log',
  options: storeOption,
  words: [0, 0],
  run: (input) =>
    inStore(input, async (store) => {
      const { settings, state, folder } = store;
      const resources = [...new Set(state.loads().map((one) => one.resource))].map((resource) => ({
        resource,
        periods: periodsOf(store, resource),
        budget: spentOf(state.given(resource), usualRules, new Date()),
      }));
      const waiting = state.unposted().length;
      const log = state.lastLines(20);
      const rows = resources.map(({ resource, periods, budget }) => [
        resource,
        periods.join(','),
        inBoth(`额度剩余 ${budget.left}/${budget.limit}`, `${budget.left} of ${budget.limit} left`),
      ]);
      const lines = log.map((line) => [line.at, line.event, JSON.stringify(line.detail)]);
      const text = [
        inBoth(
          `${settings.department} 的数据仓 ${folder}，待提交 ${waiting} 项`,
          `store of ${settings.department} in ${folder}, ${waiting} results to hand in`,
        ),
        alignTable(rows),
        alignTable(lines),
      ].join('\n');
      return { json: { folder, department: settings.department, resources, waiting, log }, text };
    }),
};

export const storeCommands = [init, load, certifyStore, work, status] as const;

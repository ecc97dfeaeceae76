/** `bridge …`: between a department's own databases and the platform. */
import { setTimeout as sleep } from 'node:timers/promises';
import { clientOf, inBridge, openBridgeJournal } from '../bridge/bridge-work.ts';
import { type CheckedJob, checkBridge } from '../bridge/check-bridge.ts';
import { readConfig } from '../bridge/read-config.ts';
import { type JobPass, runOnce } from '../bridge/run-bridge.ts';
import { type Command, type CommandInput, isSet, wordAt } from '../command.ts';
import { exitStatus, WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';

const longestWaitSeconds = 300;

const loadedOf = ({ words }: CommandInput) => readConfig(wordAt(words, 0, 'CONFIG'));

function checkedLines({ job, resource, columns, findings }: CheckedJob): string[] {
  const wrong = findings.filter(({ level }) => level === 'wrong').length;
  const mark = wrong > 0 ? '✗' : '✓';
  const told = findings.map((one) => [
    `  ${one.level === 'wrong' ? '✗' : '!'}`,
    one.item,
    one.column,
    inBoth(one.zh, one.en),
  ]);
  return [
    `${mark} ${job} → ${resource}  ${inBoth(`${columns.length} 列`, `${columns.length} columns`)}`,
    ...(told.length > 0 ? [alignTable(told)] : []),
  ];
}

const check: Command = {
  name: 'bridge check',
  usage: 'CONFIG [--as DEPT]',
  zh: '核对桥接配置：连接各处，逐列说明类型对应与问题',
  en: "look a bridge's configuration over: every place is reached, every column told",
  words: [1, 1],
  async run(input) {
    const loaded = loadedOf(input);
    const jobs = await checkBridge({ loaded, client: clientOf(loaded, input.connection) });
    const isWrong = jobs.some(({ findings }) => findings.some(({ level }) => level === 'wrong'));
    return {
      json: { jobs },
      text: jobs.flatMap(checkedLines).join('\n'),
      status: isWrong ? exitStatus.refused : exitStatus.done,
    };
  },
};

const passLine = (one: JobPass): string =>
  one.problem
    ? `✗ ${one.job}  ${inBoth(one.problem.zh, one.problem.en)}`
    : `✓ ${one.job}  ${inBoth(
        `读取 ${one.read} 份，平台收下 ${one.sent} 份（拒绝 ${one.refusedRows} 行），写入数据包 ${one.applied} 个（拒绝 ${one.rejected} 行）`,
        `${one.read} files read, ${one.sent} taken by the platform (${one.refusedRows} rows refused), ${one.applied} parcels written (${one.rejected} rows refused)`,
      )}`;

function statusOf(passes: readonly JobPass[]): number {
  const problems = passes.flatMap(({ problem }) => (problem ? [problem] : []));
  if (problems.length === 0) return exitStatus.done;
  return problems.every(({ transient }) => transient) ? exitStatus.transient : exitStatus.refused;
}

const isQuiet = (one: JobPass): boolean => !one.problem && one.read + one.sent + one.applied === 0;

const run: Command = {
  name: 'bridge run',
  usage: 'CONFIG [--once] [--as DEPT]',
  zh: '运行桥接：读取、上传、收取、写入；断网时排队，随时可中断',
  en: 'run the bridge: read, send, fetch, write; it queues while the network is away and may be killed at any time',
  options: { once: { type: 'boolean' } },
  words: [1, 1],
  async run(input) {
    const loaded = loadedOf(input);
    return inBridge(loaded, input.connection, async (work) => {
      if (isSet(input.values, 'once')) {
        const passes = await runOnce(work);
        return { json: { jobs: passes }, text: passes.map(passLine).join('\n'), status: statusOf(passes) };
      }
      for (let failures = 0; ; ) {
        const passes = await runOnce(work);
        for (const one of passes) if (!isQuiet(one)) process.stderr.write(`${passLine(one)}\n`);
        failures = statusOf(passes) === exitStatus.done ? 0 : failures + 1;
        const wait = loaded.config.everySeconds * 2 ** Math.min(failures, 10);
        await sleep(Math.max(loaded.config.everySeconds, Math.min(wait, longestWaitSeconds)) * 1000);
      }
    });
  },
};

const status: Command = {
  name: 'bridge status',
  usage: 'CONFIG',
  zh: '桥接的队列、进度与被拒绝的内容',
  en: 'the queue of a bridge, how far it has come, and what was refused',
  words: [1, 1],
  isOffline: true,
  async run(input) {
    const loaded = loadedOf(input);
    const journal = await openBridgeJournal(loaded);
    try {
      const [counts, parcels, open] = [journal.counts(), journal.parcels(), journal.open()];
      const positions = loaded.config.out.map(({ name }) => ({
        job: name,
        read: journal.position(name) ?? null,
        accepted: journal.acceptedPosition(name) ?? null,
      }));
      const refused = open.filter(({ state }) => state === 'refused');
      const bytes = open.reduce((sum, one) => sum + one.bytes, 0);
      const lines = [
        inBoth(`队列 ${open.length} 份，${bytes} 字节`, `${open.length} files in the queue, ${bytes} bytes`),
        alignTable(counts.map((one) => [one.job, one.state, String(one.entries), String(one.rows)])),
        alignTable(
          parcels.map((one) => [one.job, String(one.parcels), String(one.rows), String(one.rejected)]),
        ),
        ...refused.map((one) => `✗ ${one.job} ${one.number}  ${one.problem ?? ''}`),
      ];
      return {
        json: { counts, parcels, positions, queue: { files: open.length, bytes }, refused },
        text: lines.filter((line) => line !== '').join('\n'),
      };
    } finally {
      journal.close();
    }
  },
};

/** Both need that no bridge is at work: they change what it goes by. */
async function changeJob(input: CommandInput, isReread: boolean) {
  const loaded = loadedOf(input);
  const name = wordAt(input.words, 1, 'JOB');
  if (!loaded.config.out.some((job) => job.name === name))
    throw new WrongUsage(`配置中没有上传任务 ${name}`, `the configuration has no job ${name} in out`);
  return inBridge(loaded, input.connection, async ({ journal, queue }) => {
    const files = journal.drop(name);
    for (const file of files) await queue.remove(file);
    if (isReread) journal.forget(name);
    const text = inBoth(
      `已放弃 ${files.length} 份，${isReread ? '将从头读取' : '将从平台已收下之处重新读取'}`,
      `${files.length} files dropped; it is read anew ${isReread ? 'from the beginning' : 'from where the platform has it'}`,
    );
    return { json: { job: name, dropped: files.length }, text };
  });
}

const drop: Command = {
  name: 'bridge drop',
  usage: 'CONFIG JOB',
  zh: '放弃尚未被平台收下的文件，从已收下之处重新读取',
  en: 'drop what the platform has not taken; it is read anew from there',
  words: [2, 2],
  run: (input) => changeJob(input, false),
};

const reread: Command = {
  name: 'bridge reread',
  usage: 'CONFIG JOB',
  zh: '从头读取该任务（变更捕获将重建复制槽）',
  en: 'read a job from its beginning; a slot for changes is made anew',
  words: [2, 2],
  run: (input) => changeJob(input, true),
};

export const bridgeCommands = [check, run, status, drop, reread] as const;

/** `npm start [-- --empty]`: the embedded home, with a small sample the first time. */
import { trustFolder } from '../layers/authority/trust-folder.ts';
import { ShuiyuanError } from '../layers/core/errors.ts';
import { describeStart } from './describe-start.ts';
import { readHostSettings } from './host-settings.ts';
import { readArguments } from './read-arguments.ts';
import { loadSample } from './sample/load-sample.ts';
import { type Ready, supervise } from './supervisor.ts';

const tell = (zh: string, en: string): void => void process.stderr.write(`${zh} / ${en}\n`);

async function greet(ready: Ready, wantsSample: boolean): Promise<void> {
  if (ready.isNew && wantsSample) await loadSample(ready.url, ready.credentials, (line) => console.log(line));
  console.log(describeStart(ready));
}

async function main(): Promise<number> {
  const { empty } = readArguments(process.argv.slice(2));
  const { folder } = readHostSettings();
  const host = supervise({ tell });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => host.stop());
  const ready = await host.ready;
  trustFolder(folder);
  if (ready)
    await greet(ready, !empty).catch((error) => {
      const text = error instanceof Error ? error.message : String(error);
      tell(
        `示例数据未能载入，平台照常运行：${text}`,
        `the sample could not be loaded, the platform runs: ${text}`,
      );
      console.log(describeStart(ready));
    });
  return host.ended;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    if (error instanceof ShuiyuanError) tell(error.zh, error.message);
    else console.error(error);
    process.exit(error instanceof ShuiyuanError ? 2 : 1);
  },
);

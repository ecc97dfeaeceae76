/** `shuiyuan help`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from './command.ts';
import { commands } from './commands/index.ts';
import { inBoth } from './terminal.ts';

export const version = (): string =>
  (JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as { version: string })
    .version;

/** All commands, or those the words name: `batch`, `batch show`. */
export function helpText(words: readonly string[] = []): string {
  const isNamed = ({ name }: Command) =>
    name.split(' ').every((part, i) => words[i] === undefined || words[i] === part);
  const named = commands.filter(isNamed);
  const lines = (named.length > 0 ? named : commands).flatMap(({ name, usage, zh, en }) => [
    `  ${[name, usage].filter((part) => part !== '').join(' ')}`,
    `      ${inBoth(zh, en)}`,
  ]);
  return [
    inBoth('税源 命令行', 'the command line of Shuiyuan'),
    '',
    `${inBoth('用法', 'usage')}: shuiyuan COMMAND [--as DEPT] [--json] [--url URL] [--token TOKEN]`,
    '',
    ...lines,
    '',
    inBoth(
      '环境变量：SHUIYUAN_HOME 平台数据目录，SHUIYUAN_URL 平台地址，SHUIYUAN_TOKEN 令牌',
      'environment: SHUIYUAN_HOME the data folder, SHUIYUAN_URL the address, SHUIYUAN_TOKEN the token',
    ),
    inBoth(
      '退出状态：0 完成，1 被拒绝，2 用法有误，3 暂时失败（网络、服务或超时）',
      'exit status: 0 done, 1 refused, 2 wrong usage, 3 failed for now (network, server, timeout)',
    ),
  ].join('\n');
}

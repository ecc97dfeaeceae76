/** `desensitise`: what `upload` would send, as a file to look at; and the tokeniser's key. */
import { copyFile, rename } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Resource } from '../../schemas/resource.ts';
import type { TokeniserStatus } from '../../schemas/token.ts';
import { encode } from '../api-client.ts';
import { type Command, type OptionValues, textOf, wordAt } from '../command.ts';
import {
  type Choices,
  type Desensitised,
  desensitiseLocally,
  inFolder,
  readChoices,
} from '../desensitise/desensitise-upload.ts';
import { WrongUsage } from '../failures.ts';
import { inBoth } from '../terminal.ts';

export function choicesOf(values: OptionValues): Choices {
  const given = values.map === undefined ? [] : [values.map].flat().filter((one) => typeof one === 'string');
  return { columns: readChoices(given), period: textOf(values, 'period') };
}

export function noteOf({ records, unreadable, unclear }: Desensitised): string {
  const done = inBoth(
    `已在本机脱敏 ${records} 行，其中 ${unreadable} 行有无法识别的值`,
    `${records} rows desensitised here, ${unreadable} of them with values that could not be read`,
  );
  if (unclear === 0) return `${done}\n`;
  const told = inBoth(
    `另有 ${unclear} 行的代码不能确定是企业的，已按个人证件换成令牌，请核对`,
    `${unclear} rows have a code that is not surely an enterprise's; it became a token like a person's, check it`,
  );
  return `${done}\n${told}\n`;
}

const desensitise: Command = {
  name: 'desensitise',
  usage: 'FILE --resource CODE --as DEPT -o OUT.csv [--map HEADER=ITEM]…',
  zh: '在本机脱敏一个文件，不上传',
  en: 'desensitise a file on this machine, without an upload',
  options: {
    resource: { type: 'string' },
    output: { type: 'string', short: 'o' },
    map: { type: 'string', multiple: true },
  },
  words: [1, 1],
  async run({ connection, words, values }) {
    const code = textOf(values, 'resource');
    const output = textOf(values, 'output');
    if (code === undefined || output === undefined)
      throw new WrongUsage('请给出 --resource 与 -o', 'give --resource and -o');
    const client = connection.as();
    const { resource } = await client.get<{ resource: Resource }>(`/resources/${encode(code)}`);
    const path = wordAt(words, 0, 'FILE');
    const target = resolve(output);
    return inFolder(async (out) => {
      const department = resource.departments[0] as string;
      const choices = choicesOf(values);
      const made = await desensitiseLocally(client, path, resource, {
        department,
        actor: 'cli',
        choices,
        out,
      });
      await moveFile(made.path, target);
      return {
        json: {
          file: target,
          version: resource.version,
          records: made.records,
          unreadable: made.unreadable,
          unclear: made.unclear,
        },
        text: `${noteOf(made)}${basename(target)}`,
      };
    });
  },
};

/** Folders for temporary files may lie on another disk. */
async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to).catch(() => copyFile(from, to));
}

const described = ({ wrapping, wrappedAt }: TokeniserStatus): string =>
  inBoth(
    `令牌密钥第 ${wrapping} 次包装，${wrappedAt}`,
    `the token key is wrapped for time ${wrapping}, ${wrappedAt}`,
  );

const status: Command = {
  name: 'token status',
  usage: '',
  zh: '令牌服务的状态（安全管理员）',
  en: 'state of the tokeniser (security officer)',
  words: [0, 0],
  async run({ connection }) {
    const found = await connection.as('security-officer').get<TokeniserStatus>('/tokeniser');
    return { json: found, text: described(found) };
  },
};

const rotate: Command = {
  name: 'token rotate',
  usage: '',
  zh: '重新包装令牌密钥，令牌不变（安全管理员）',
  en: 'wrap the token key anew; tokens stay (security officer)',
  words: [0, 0],
  async run({ connection }) {
    const found = await connection.as('security-officer').post<TokeniserStatus>('/tokeniser/rotate');
    return { json: found, text: described(found) };
  },
};

export const desensitiseCommands = [desensitise, status, rotate] as const;

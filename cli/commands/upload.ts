/** `upload`: a file of a resource. */
import type { BatchView } from '../../schemas/api-answers.ts';
import type { Resource } from '../../schemas/resource.ts';
import { type ApiClient, encode } from '../api-client.ts';
import { type Command, isSet, secondsOf, textOf, wordAt } from '../command.ts';
import type { Connection } from '../connection.ts';
import { describeBatch } from '../describe-batch.ts';
import { exitStatus, WrongUsage } from '../failures.ts';
import { inBoth, progressBar } from '../terminal.ts';
import { awaitAcceptance, awaitRest } from '../upload/await-batch.ts';
import { uploadFile } from '../upload/upload-file.ts';

/** As whom: --as, else the token that was given, else the resource's department where it has only one. */
async function uploader(connection: Connection, resource: string): Promise<ApiClient> {
  if (connection.asked !== undefined || connection.hasToken) return connection.as();
  const path = `/resources/${encode(resource)}`;
  const { resource: found } = await connection.as('operator').get<{ resource: Resource }>(path);
  const [only, ...others] = found.departments;
  if (only !== undefined && others.length === 0) return connection.as(only);
  const codes = found.departments.join(', ');
  throw new WrongUsage(
    `${resource} 由多个部门提供（${codes}），请以 --as 指明`,
    `${resource} is provided by several departments (${codes}); say which with --as`,
  );
}

function showChunks(): (batch: BatchView) => void {
  let bar: ReturnType<typeof progressBar> | undefined;
  return ({ chunks, state, fileName }) => {
    if (chunks && state === 'chunked') {
      bar ??= progressBar(fileName, chunks.total);
      bar.set(chunks.done);
    } else bar?.end();
  };
}

const failedStates: readonly BatchView['state'][] = ['quarantined', 'withdrawn', 'replaced'];
const usualTimeoutSeconds = 600;

export const uploadCommand: Command = {
  name: 'upload',
  usage:
    'FILE --resource CODE [--as DEPT] [--period P] [--coverage full|increment] [--replaces BATCH] [--wait] [--timeout S]',
  zh: '上传一个文件',
  en: 'upload a file',
  options: {
    resource: { type: 'string' },
    period: { type: 'string' },
    coverage: { type: 'string' },
    replaces: { type: 'string' },
    wait: { type: 'boolean' },
    timeout: { type: 'string' },
  },
  words: [1, 1],
  async run({ connection, words, values }) {
    const resource = textOf(values, 'resource');
    if (resource === undefined)
      throw new WrongUsage('请以 --resource 指明信息资源', 'say which resource with --resource');
    const timeout = secondsOf(values, 'timeout', usualTimeoutSeconds) * 1000;
    const client = await uploader(connection, resource);
    const request = {
      resource,
      period: textOf(values, 'period'),
      coverage: textOf(values, 'coverage'),
      replaces: textOf(values, 'replaces'),
    };
    const path = wordAt(words, 0, 'FILE');
    const ticket = await uploadFile(client, path, request, { folder: connection.folder });
    const until = performance.now() + timeout;
    const accepted = await awaitAcceptance(client, ticket, until);
    const wait = isSet(values, 'wait');
    const batch = wait ? await awaitRest(client, accepted.batch.batch, until, showChunks()) : accepted.batch;
    const same = accepted.ticket.stage === 'same';
    const note = same
      ? `${inBoth('与上一批相同，沿用该批次', 'the same file as before: answered with its batch')}\n`
      : '';
    return {
      json: { ...batch, same },
      text: note + describeBatch(batch),
      status: failedStates.includes(batch.state) && wait ? exitStatus.refused : exitStatus.done,
    };
  },
};

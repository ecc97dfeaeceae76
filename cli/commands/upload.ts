/** `upload`: a file of a resource. */
import { isDesensitised } from '../../layers/core/desensitise/desensitised-form.ts';
import type { BatchView } from '../../schemas/api-answers.ts';
import type { Resource } from '../../schemas/resource.ts';
import { type ApiClient, encode } from '../api-client.ts';
import { type Command, isSet, type OptionValues, secondsOf, textOf, wordAt } from '../command.ts';
import type { Connection } from '../connection.ts';
import { describeBatch } from '../describe-batch.ts';
import { desensitiseLocally, inFolder } from '../desensitise/desensitise-upload.ts';
import { exitStatus, WrongUsage } from '../failures.ts';
import { inBoth, progressBar } from '../terminal.ts';
import { awaitAcceptance, awaitRest } from '../upload/await-batch.ts';
import { type UploadRequest, uploadFile } from '../upload/upload-file.ts';
import { choicesOf, noteOf } from './desensitise.ts';

/** As whom: --as, else the token that was given, else the resource's department where it has only one. */
async function uploader(
  connection: Connection,
  code: string,
): Promise<{ client: ApiClient; resource: Resource }> {
  const path = `/resources/${encode(code)}`;
  const isSaid = connection.asked !== undefined || connection.hasToken;
  const reader = isSaid ? connection.as() : connection.as('operator');
  const { resource } = await reader.get<{ resource: Resource }>(path);
  if (isSaid) return { client: reader, resource };
  const [only, ...others] = resource.departments;
  if (only !== undefined && others.length === 0) return { client: connection.as(only), resource };
  const codes = resource.departments.join(', ');
  throw new WrongUsage(
    `${code} 由多个部门提供（${codes}），请以 --as 指明`,
    `${code} is provided by several departments (${codes}); say which with --as`,
  );
}

interface Sent {
  readonly ticket: string;
  /** What was done before the upload, for the person. */
  readonly note: string;
}

/** What must be desensitised is, on this machine, unless the file goes through the department's own drop zone. */
async function send(
  client: ApiClient,
  path: string,
  {
    resource,
    request,
    folder,
    values,
  }: {
    resource: Resource;
    request: UploadRequest;
    folder: string;
    values: OptionValues;
  },
): Promise<Sent> {
  const isSentAsItIs =
    isSet(values, 'clear') || isSet(values, 'drop-zone') || resource.kind === 'unstructured';
  if (isSentAsItIs || !isDesensitised(resource)) {
    const clear = isSet(values, 'clear') ? { clear: true } : {};
    return { ticket: await uploadFile(client, path, { ...request, ...clear }, { folder }), note: '' };
  }
  return inFolder(async (out) => {
    const choices = choicesOf(values);
    const department = resource.departments[0] as string;
    const made = await desensitiseLocally(client, path, resource, { department, actor: 'cli', choices, out });
    const sent = { ...request, desensitised: resource.version };
    return { ticket: await uploadFile(client, made.path, sent, { folder }), note: noteOf(made) };
  });
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
    'FILE --resource CODE [--as DEPT] [--period P] [--coverage full|increment] [--replaces BATCH] [--map HEADER=ITEM]… [--drop-zone | --clear] [--wait] [--timeout S]',
  zh: '上传一个文件；须脱敏的资源先在本机脱敏，原文不离开（--drop-zone：交由平台在本部门前置区脱敏）',
  en: 'upload a file; what must be desensitised is, on this machine (--drop-zone: by the platform, in your own drop zone)',
  options: {
    resource: { type: 'string' },
    period: { type: 'string' },
    coverage: { type: 'string' },
    replaces: { type: 'string' },
    map: { type: 'string', multiple: true },
    'drop-zone': { type: 'boolean' },
    clear: { type: 'boolean' },
    wait: { type: 'boolean' },
    timeout: { type: 'string' },
  },
  words: [1, 1],
  async run({ connection, words, values }) {
    const code = textOf(values, 'resource');
    if (code === undefined)
      throw new WrongUsage('请以 --resource 指明信息资源', 'say which resource with --resource');
    const timeout = secondsOf(values, 'timeout', usualTimeoutSeconds) * 1000;
    const { client, resource } = await uploader(connection, code);
    const request = {
      resource: code,
      period: textOf(values, 'period'),
      coverage: textOf(values, 'coverage'),
      replaces: textOf(values, 'replaces'),
    };
    const path = wordAt(words, 0, 'FILE');
    const { ticket, note: done } = await send(client, path, {
      resource,
      request,
      folder: connection.folder,
      values,
    });
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
      text: done + note + describeBatch(batch),
      status: failedStates.includes(batch.state) && wait ? exitStatus.refused : exitStatus.done,
    };
  },
};

/** An HTTP API of the department: its answer is a file. It is put aside by nobody: only a changed one is sent. */
import { RefusedCommand, TransientFailure } from '../../failures.ts';
import type { FileSource } from './file-source.ts';

export interface HttpPlace {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fileName: string;
}

const answerMilliseconds = 300_000;

async function ask({ url, headers }: HttpPlace): Promise<Response> {
  const host = new URL(url).host;
  const response = await fetch(url, {
    headers,
    // Where it leads is what the configuration says, not what an answer says.
    redirect: 'error',
    signal: AbortSignal.timeout(answerMilliseconds),
  }).catch((error: Error) => {
    throw new TransientFailure(
      'source-unreachable',
      `无法连接 ${host}`,
      `${host} cannot be reached (${error.name})`,
    );
  });
  if (response.ok && response.body) return response;
  const [zh, en] = [`${host} 答复 ${response.status}`, `${host} answered ${response.status}`];
  if (response.status >= 500 || response.status === 429) throw new TransientFailure('source-failed', zh, en);
  throw new RefusedCommand('source-refused', zh, en);
}

export async function openHttp(place: HttpPlace): Promise<FileSource> {
  return {
    list: async () => [{ name: place.fileName }],
    async open() {
      const { body } = await ask(place);
      return body as unknown as AsyncIterable<Uint8Array>;
    },
    putAside: async () => {},
    close: async () => {},
  };
}

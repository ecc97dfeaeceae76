/** Makes a signed request as it stands. */
import type { Blob } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import { RefusedCommand, TransientFailure } from '../failures.ts';

export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const tries = 4;
const firstWait = 250;

async function sendOnce({ method, url, headers }: SignedRequest, body?: Blob): Promise<Response> {
  try {
    return await fetch(url, { method, headers, ...(body ? { body: body as globalThis.Blob } : {}) });
  } catch (error) {
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
    throw new TransientFailure(
      'transfer-broken',
      `传输中断（${cause}），请重试；大文件会从断点继续`,
      `the transfer broke off (${cause}); try again, a large file goes on where it was`,
    );
  }
}

async function refusal(response: Response): Promise<Error> {
  const text = (await response.text().catch(() => '')).trim().slice(0, 500) || `HTTP ${response.status}`;
  const mayPass = response.status >= 500 || response.status === 429;
  return mayPass
    ? new TransientFailure(`http-${response.status}`, text, text)
    : new RefusedCommand(`http-${response.status}`, text, text);
}

/**
 * Sends it, again where the failure may pass. The body is a file's, so it can be read again.
 * @throws RefusedCommand, TransientFailure
 */
export async function sendSigned(request: SignedRequest, body?: Blob): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await sendOnce(request, body);
      // An earlier try whose answer was lost has put the object: it is written once.
      if (response.ok || (attempt > 1 && (response.status === 409 || response.status === 412)))
        return response;
      throw await refusal(response);
    } catch (error) {
      if (!(error instanceof TransientFailure) || attempt === tries) throw error;
      await sleep(firstWait * 2 ** attempt);
    }
  }
}

/** Tokens over the API, for a department that desensitises before it uploads. */
import type { TokenSource } from '../../layers/core/desensitise/token-source.ts';
import type { ApiClient } from '../api-client.ts';

/** The API's bodies are limited, and so is one value. */
const mostCharacters = 200_000;

interface Answer {
  readonly tokens: readonly string[];
}

export async function tokenOf(
  client: ApiClient,
  resource: string,
  item: string,
  value: string,
): Promise<string> {
  const { tokens } = await client.post<Answer>('/tokens', { resource, item, values: [value] });
  return tokens[0] ?? '';
}

function* inPieces(values: readonly string[]): Generator<readonly string[]> {
  let from = 0;
  let characters = 0;
  for (const [at, value] of values.entries()) {
    if (characters + value.length > mostCharacters && at > from) {
      yield values.slice(from, at);
      [from, characters] = [at, 0];
    }
    characters += value.length;
  }
  yield values.slice(from);
}

/** Counting is the platform's: each call is counted there. */
export function apiTokens(client: ApiClient): TokenSource {
  return {
    reserve: async () => {},
    async tokens({ use, item, values }) {
      const made: string[] = [];
      for (const piece of inPieces(values)) {
        const body = { resource: use.resource, item, values: piece };
        made.push(...(await client.post<Answer>('/tokens', body)).tokens);
      }
      return made;
    },
  };
}

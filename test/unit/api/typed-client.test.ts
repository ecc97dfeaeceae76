import { hc } from 'hono/client';
import type { Api } from '../../../functions/api/app.ts';
import { createFixture } from './fakes/fixture.ts';

describe('the typed client', () => {
  it('knows routes, queries and answers from the description', async () => {
    const { app, commit } = await createFixture();
    const batch = await commit(['a', 'b']);
    const client = hc<Api['batches']>('http://home.example/api/v1', {
      headers: { authorization: 'Bearer aic' },
      fetch: (input: string | URL | Request, init?: RequestInit) => app.request(new Request(input, init)),
    });
    const response = await client.batches[':id'].$get({
      param: { id: batch },
      query: { wait: 0 },
      header: {},
    });
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    const view = await response.json();
    expect(view.rows?.accepted).toBe(2);
    expect(view.state).toBe('committed');
  });
});

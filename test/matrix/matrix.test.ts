/**
 * Every route of the description × everybody who may ask × whose thing it is, held against the table that the security
 * officer reads. What the table says, the platform does, and nothing else.
 */
import type { RightsAnswer } from '../../schemas/directory-api.ts';
import { parse } from '../unit/api/fakes/fixture.ts';
import { type Asker, askers } from './askers.ts';
import { type Fact, facts, withoutAccount } from './facts.ts';
import { type Document, makeRequest, type Operation } from './make-request.ts';
import { tableSays } from './read-table.ts';
import { makeWorld, type World } from './world.ts';

interface Route {
  readonly name: string;
  readonly method: string;
  readonly template: string;
  readonly operation: Operation;
}

const start = await makeWorld(askers);
const document: Document = await parse(await start.fixture.ask('GET', '/openapi.json'));
const table: RightsAnswer = await parse(await start.fixture.ask('GET', '/rights', { as: 'operator.city' }));
const routes: readonly Route[] = Object.entries(document.paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: operation.operationId,
    method: method.toUpperCase(),
    template,
    operation,
  })),
);
/** They name a queue, or sessions that may be none. */
const canBeEmpty = new Set([
  'listCatalogConflicts',
  'listDeadLetters',
  'redriveDeadLetters',
  'purgeDeadLetters',
  'endOwnSession',
]);
const closed = routes.filter(({ name }) => !withoutAccount.includes(name));

/** Routes that name a thing which has to be there: who puts one may make it. */
const named = closed.filter(
  ({ method, template, name }) => template.includes('{') && method !== 'PUT' && !canBeEmpty.has(name),
);

/** Names of things that are nowhere, each in the form of one that is. */
function missing(params: Readonly<Record<string, string>> = {}): Record<string, string> {
  const forms: Readonly<Record<string, string>> = {
    AIC: 'NOWHERE',
    'li.ming': 'no.body',
    'app-aic': 'app-nowhere',
    aic: 'nowhere',
    serial: 'f'.repeat(32),
    'night-bot': 'no-bot',
    parcel: '01ARZ3NDEKTSV4RRFFQ69G5FAZ-01ARZ3NDEKTSV4RRFFQ69G5FAZ',
  };
  const things = new Set([
    'batch',
    'ticket',
    'subscription',
    'request',
    'question',
    'certificateRequest',
    'reveal',
    'alarm',
  ]);
  const other = (text: string) => forms[text] ?? (things.has(text) ? '01ARZ3NDEKTSV4RRFFQ69G5FAZ' : text);
  return Object.fromEntries(Object.entries(params).map(([name, text]) => [name, other(text)]));
}

interface Answered {
  readonly status: number;
  /** Undefined: nothing was asked of the table before the answer. */
  readonly action: string | undefined;
  readonly decision: 'yes' | 'no' | undefined;
  readonly problem: string | undefined;
}

/** Names of things in the world become their numbers. */
function inWorld({ known }: World, params: Readonly<Record<string, string>> = {}): Record<string, string> {
  const named = (text: string) => known[text] ?? text.replace(/\{(\w+)\}/g, (_, name) => known[name] ?? name);
  return Object.fromEntries(Object.entries(params).map(([name, text]) => [name, named(text)]));
}

async function ask(world: World, route: Route, fact: Fact | undefined, as?: string): Promise<Answered> {
  const made = makeRequest(document, route.template, route.operation, inWorld(world, fact?.params));
  const body = fact?.body === undefined ? made.body : JSON.stringify(fact.body);
  const { fixture } = world;
  const response = await fixture.app.request(made.path, {
    method: route.method,
    headers: {
      ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body,
  });
  const audit = fixture.audits.at(-1);
  const { status } = response;
  if (status < 400) await response.body?.cancel();
  const problem = status < 400 ? undefined : (await parse(response)).code;
  return { status, action: audit?.action, decision: audit?.decision, problem };
}

const aboutOf = ({ about }: Fact, asker: Asker) => (typeof about === 'function' ? about(asker) : about);

/** What the route asks of the table: the same of everybody, learnt from whoever came so far. */
async function actionOf(world: World, route: Route, fact: Fact | undefined): Promise<string> {
  for (const asker of askers) {
    const { action } = await ask(world, route, fact, asker.name);
    if (action !== undefined) return action;
  }
  const { status, problem } = await ask(world, route, fact, 'operator.city');
  throw new Error(
    `${route.name} asks nothing of the table: ${status} ${problem}; give it an example in facts.ts`,
  );
}

describe('the table of rights', () => {
  test('knows every route of the description: whose thing it is about', () => {
    const missing = closed.map(({ name }) => name).filter((name) => !(name in facts));
    expect(missing).toEqual([]);
  });

  test.each(closed.map((route) => [route.name, route] as const))(
    '%s is answered to those it lets in and to nobody else',
    async (name, route) => {
      const fact = facts[name];
      const world = await makeWorld(askers);
      const action = await actionOf(world, route, fact);
      const wrong: unknown[] = [];
      for (const asker of askers) {
        const answered = await ask(world, route, fact, asker.name);
        const flaw = flawOf(answered, asker, action, fact);
        if (flaw !== undefined) wrong.push({ ...answered, asker: asker.name, action, flaw });
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );

  test.each(named.map((route) => [route.name, route] as const))(
    '%s gives nothing of a thing that is not there, to nobody',
    async (name, route) => {
      const fact = facts[name] ?? { about: {} };
      const got: unknown[] = [];
      for (const asker of askers) {
        const { status } = await ask(start, route, { ...fact, params: missing(fact.params) }, asker.name);
        if (status < 400 || status >= 500) got.push({ asker: asker.name, status });
      }
      expect(got).toEqual([]);
    },
  );

  test.each(routes.map((route) => [route.name, route] as const))(
    '%s asks whoever comes without a token to sign in, unless it is open to all',
    async (name, route) => {
      const { status } = await ask(start, route, facts[name]);
      if (withoutAccount.includes(name)) expect(status).not.toBe(401);
      else expect(status).toBe(401);
    },
  );
});

/** Undefined: as the table has it. */
function flawOf(
  answered: Answered,
  asker: Asker,
  action: string,
  fact: Fact | undefined,
): string | undefined {
  const { status, decision } = answered;
  if (status === 500) return 'it failed';
  if (answered.action !== undefined && answered.action !== action)
    return 'it asks another question of this one';
  if (fact === undefined) return undefined;
  const lets = tableSays(table, asker, action, aboutOf(fact, asker));
  if (lets) return decision === 'yes' ? undefined : 'the table lets it, the platform does not';
  if (decision === 'yes') return 'the platform lets it, the table does not';
  return status === 403 || status === 404 ? undefined : 'refused with another status';
}

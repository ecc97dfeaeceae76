/** Prepared statements: texts with `?`, kept by work group. */
import type { Prepared } from '../../../schemas/workbench.ts';
import type { Ports } from '../ports/index.ts';
import { findOr } from '../records.ts';
import { parseStatement } from '../sql/parse/index.ts';
import { notSupported, QueryRefused } from '../sql/refused.ts';
import type { Deallocate, Execute, Prepare, Statement } from '../sql/statement-nodes.ts';
import { type Act, nothing, type Performed } from './act.ts';
import { prepared } from './kinds.ts';
import { ownWorkspace } from './places.ts';

type Place = Pick<Act, 'principal' | 'workGroup'>;

const held = ({ records }: Pick<Ports, 'records'>, { principal, workGroup }: Place, name: string) => {
  const workspace = ownWorkspace(principal) ?? 'city';
  const otherwise: Prepared = { workspace, workGroup, name, owner: principal.name, at: '' };
  return findOr(records, prepared, otherwise, workspace, workGroup, name);
};

export async function prepare(act: Act, { name, text, statement }: Prepare): Promise<Performed> {
  const kept = ['query', 'insert', 'create-table-as', 'unload'];
  if (!kept.includes(statement.kind))
    throw notSupported(statement.at, { en: 'PREPARE of this statement', zh: '对该语句的 PREPARE' });
  const key = name.text.toLowerCase();
  if (!/^[a-z_][a-z0-9_@:]{0,255}$/.test(key))
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at: name.at,
      en: 'the name of a prepared statement has letters, digits and _',
      zh: '预备语句的名称由字母、数字与下划线组成',
    });
  const found = await held(act.ports, act, key);
  act.planned();
  return {
    ...nothing,
    change: (transaction) =>
      transaction.put(
        prepared,
        found,
        { ...found.value, text, owner: act.principal.name, at: transaction.at },
        { action: 'statement prepared', detail: { query: act.id } },
      ),
  };
}

export async function deallocate(act: Act, { name }: Deallocate): Promise<Performed> {
  const found = await held(act.ports, act, name.text.toLowerCase());
  if (found.value.text === undefined) throw notPrepared(name);
  act.planned();
  const { text: _, ...value } = found.value;
  return {
    ...nothing,
    change: (transaction) =>
      transaction.put(
        prepared,
        found,
        { ...value, at: transaction.at },
        { action: 'prepared statement dropped', detail: { query: act.id } },
      ),
  };
}

/** What EXECUTE names. @throws QueryRefused */
export async function preparedStatement(
  ports: Pick<Ports, 'records'>,
  place: Place,
  { name }: Execute,
): Promise<Statement> {
  const { text } = (await held(ports, place, name.text.toLowerCase())).value;
  if (text === undefined) throw notPrepared(name);
  return parseStatement(text);
}

/** Places are of the prepared text, which whoever executes it does not see. */
export const inPrepared = (error: unknown, { at, text }: Execute['name']): unknown =>
  error instanceof QueryRefused
    ? new QueryRefused(error.code, {
        at,
        en: `in the prepared statement ${text}: ${error.message}`,
        zh: `预备语句 ${text} 中：${error.zh}`,
      })
    : error;

const notPrepared = ({ at, text }: Execute['name']): QueryRefused =>
  new QueryRefused('INVALID_ARGUMENTS', {
    at,
    en: `Prepared statement not found: ${text}`,
    zh: `没有预备语句 ${text}`,
  });

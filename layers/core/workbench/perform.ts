/** One statement, whichever it is. */
import type { Execute, Statement } from '../sql/statement-nodes.ts';
import type { Act, Performed } from './act.ts';
import { createTableAs } from './create-table.ts';
import { createView } from './create-view.ts';
import { describe, show } from './describe.ts';
import { drop, refuseAlter, refuseCreate, repair } from './drop.ts';
import { explain } from './explain.ts';
import { insert } from './insert.ts';
import { deallocate, inPrepared, prepare, preparedStatement } from './prepare.ts';
import { select } from './select.ts';
import { unload } from './unload.ts';

/** @throws QueryRefused, QueryFailed, or what `act.signal` was aborted with */
export async function perform(act: Act, statement: Statement): Promise<Performed> {
  switch (statement.kind) {
    case 'query':
      return select(act, statement);
    case 'create-table-as':
      return createTableAs(act, statement);
    case 'insert':
      return insert(act, statement);
    case 'unload':
      return unload(act, statement);
    case 'create-view':
      return createView(act, statement);
    case 'drop':
      return drop(act, statement);
    case 'show':
      return show(act, statement);
    case 'describe':
      return describe(act, statement);
    case 'explain':
      return explain(act, statement);
    case 'prepare':
      return prepare(act, statement);
    case 'deallocate':
      return deallocate(act, statement);
    case 'execute':
      return execute(act, statement);
    case 'repair':
      return repair(act, statement);
    case 'alter-table':
      return refuseAlter(statement);
    case 'create-table':
      return refuseCreate(statement);
  }
}

async function execute(act: Act, statement: Execute): Promise<Performed> {
  const prepared = await preparedStatement(act.ports, act, statement);
  try {
    return await perform({ ...act, parameters: statement.using }, prepared);
  } catch (error) {
    throw inPrepared(error, statement.name);
  }
}

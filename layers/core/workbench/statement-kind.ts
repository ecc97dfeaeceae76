/** Which kind of statement it is, as Athena counts them. */
import type { Execution } from '../../../schemas/workbench.ts';
import type { Statement } from '../sql/statement-nodes.ts';

type Kind = Execution['kind'];

export function kindOf(statement: Statement): Kind {
  switch (statement.kind) {
    case 'query':
    case 'create-table-as':
    case 'insert':
    case 'unload':
    case 'execute':
      return 'DML';
    case 'show':
    case 'describe':
    case 'explain':
      return 'UTILITY';
    default:
      return 'DDL';
  }
}

const ddl = /^(?:alter|comment|create|deallocate|drop|grant|msck|prepare|revoke|set|truncate|use)$/;
const utility = /^(?:analyze|call|desc|describe|explain|show)$/;

/** What stands before the first word. */
const before = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/;

/** Of a text that could not be read: by its first word. */
export function kindOfText(text: string): Kind {
  const [word = ''] = /^[a-z]+/.exec(text.replace(before, '').slice(0, 20).toLowerCase()) ?? [];
  if (ddl.test(word)) return 'DDL';
  return utility.test(word) ? 'UTILITY' : 'DML';
}

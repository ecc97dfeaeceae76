/**
 * What a flow gives as an entry of the catalog, so that it is found, granted and subscribed to as any resource is. The
 * platform owns and fills it; who provides what it is made from decides on grants, so that rows reach nobody by a flow
 * whom they would not reach without it.
 */
import type { Flow, NodeOf } from '../../../schemas/flow.ts';
import { type Item, type Resource, resourceSchema } from '../../../schemas/resource.ts';
import { doubleScale, platform } from '../libraries/library-resource.ts';
import { type SqlType, typeText } from '../sql/types.ts';
import type { Resolved } from '../views/resolve-view.ts';
import type { TableColumn } from '../workbench/columns.ts';
import { NodeFault } from './finding.ts';

export const outputId = (flow: string): string => `flow.${flow}`;

/** How many resources a table may be made from. */
const mostBeneath = 16;

/** What grants on it go by: of a table that is made itself, what that is made from. */
export function madeFrom(sources: ReadonlyMap<string, Resolved>): readonly string[] {
  const beneath = [...sources].flatMap(([code, { resource }]) => resource.library?.over ?? [code]);
  return [...new Set(beneath)].sort();
}

/** @throws NodeFault for columns that no item can hold */
export function outputResource(
  { code, name, purpose }: Flow,
  node: NodeOf<'output'>,
  columns: readonly TableColumn[],
  sources: ReadonlyMap<string, Resolved>,
): Resource {
  const over = madeFrom(sources);
  if (over.length > mostBeneath)
    throw new NodeFault(
      `来源资源超过 ${mostBeneath} 项`,
      `it is made from more than ${mostBeneath} resources`,
    );
  const parsed = resourceSchema.safeParse({
    code: node.resource,
    name: node.title,
    nameEn: node.titleEn ?? node.title,
    departments: [platform.code],
    cycle: node.mode === 'full-per-period' ? 'monthly' : 'daily',
    cycleNote: '交换流程每次运行后有变化才有新批次 a batch after each run of its flow that changed rows',
    grade: Math.max(1, ...[...sources.values()].map(({ resource }) => resource.grade)),
    mode: node.mode,
    items: columns.map((column) => itemOf(node, column)),
    summary: `由交换流程 ${name}（${code}）生成：${purpose}`.slice(0, 1000),
    shareCondition: '须经其下各资源提供部门同意 with the consent of all who provide what it is made from',
    shareWays: ['file', 'service', 'database'],
    library: { id: outputId(code), over },
  });
  if (parsed.success) return parsed.data;
  const told = parsed.error.issues.map(({ message }) => message).join('; ');
  throw new NodeFault(`不能登记为资源：${told}`, `it cannot be a resource: ${told}`);
}

function itemOf({ names, keys = [] }: NodeOf<'output'>, { name, type }: TableColumn): Partial<Item> {
  return {
    code: name,
    name: names[name] ?? name,
    ...itemType(name, type),
    sensitivity: 1,
    ...(keys.includes(name) ? { key: 'primary', required: true } : {}),
  };
}

function itemType(name: string, type: SqlType): Pick<Item, 'type'> & Partial<Item> {
  switch (type.name) {
    case 'varchar':
    case 'char':
      return { type: 'text' };
    case 'date':
      return { type: 'date' };
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return { type: 'integer' };
    case 'decimal':
      return { type: 'decimal', length: type.precision, scale: type.scale };
    case 'real':
    case 'double':
      return { type: 'decimal', length: 38, scale: doubleScale };
    default:
      throw new NodeFault(
        `列 ${name} 为 ${typeText(type)}，资源不能存放，请用 convert 转为文本、数值或日期`,
        `column ${name} is ${typeText(type)}, which no item can hold; convert it to text, a number or a date`,
      );
  }
}

/** Whether the entry in force is this flow's. */
export const isOwnOutput = (inForce: Resource, flow: string): boolean =>
  inForce.library?.id === outputId(flow);

/**
 * A library's table as an entry of the catalog, so that it is found, granted and subscribed to as any resource is. The
 * platform owns it and fills it; who provides what it is made from decides on grants.
 */
import { type Item, type Resource, resourceSchema } from '../../../schemas/resource.ts';
import { canonicalJson } from '../canonical-json.ts';
import { type SqlType, typeText } from '../sql/types.ts';
import { typeFromText } from '../workbench/type-from-text.ts';
import { resourcesOf } from './in-order.ts';
import type { Library } from './read-library.ts';

/** Whose the entries are: nobody of a department is a provider of them. */
export const platform = { code: 'platform', name: '交换平台', nameEn: 'The platform' } as const;

/** Digits after the point of what is double in the lake: parcels hold decimals. */
export const doubleScale = 6;

export const libraryCode = ({ id }: Pick<Library, 'id'>): string =>
  id.slice(id.indexOf('.') + 1).toUpperCase();

/** @param beneath the descriptions of what it is made from */
export function libraryResource(
  library: Library,
  libraries: readonly Library[],
  beneath: readonly Resource[],
): Resource {
  const { id, name, nameEn, row, asks, items } = library;
  return resourceSchema.parse({
    code: libraryCode(library),
    name,
    nameEn,
    departments: [platform.code],
    cycle: 'daily',
    cycleNote: '输入变动后重算，内容有变才有新批次 a batch after each refresh that changed rows',
    grade: Math.max(1, ...beneath.map(({ grade }) => grade)),
    mode: 'full',
    items: items.map(itemOf),
    summary: `${row.zh}。${asks.zh}。`.slice(0, 1000),
    shareCondition: '须经其下各资源提供部门同意 with the consent of all who provide what it is made from',
    shareWays: ['file', 'service', 'database'],
    library: { id, over: resourcesOf(library, libraries) },
  });
}

const itemOf = ({ code, name, type, unit, note }: Library['items'][number]): Partial<Item> => ({
  code,
  name,
  ...itemType(typeFromText(type)),
  sensitivity: 1,
  ...(unit === undefined ? {} : { unit }),
  ...(note === undefined ? {} : { note }),
});

function itemType(type: SqlType): Pick<Item, 'type'> & Partial<Item> {
  switch (type.name) {
    case 'varchar':
      return { type: 'text' };
    case 'date':
      return { type: 'date' };
    case 'integer':
    case 'bigint':
      return { type: 'integer' };
    case 'decimal':
      return { type: 'decimal', length: type.precision, scale: type.scale };
    case 'double':
      return { type: 'decimal', length: 38, scale: doubleScale };
    default:
      throw new Error(`${typeText(type)} is no type of a library's column`);
  }
}

/**
 * Whether an entry in force is the platform's own for this table: owner, sources and items are as they should be, and its
 * grade is no lower. Names and the rest are for the operator to change.
 */
export function isOwn(inForce: Resource, wanted: Resource): boolean {
  const shape = ({ departments, library, items, mode }: Resource) =>
    canonicalJson({
      departments,
      library: library ?? null,
      mode,
      items: items.map(({ code, type, length, scale }) => ({ code, type, length, scale })),
    });
  return shape(inForce) === shape(wanted) && inForce.grade >= wanted.grade;
}

/** Where a department's uploads lie: drop/{department}/{resource}/{ticket}, nothing else ever. */

export interface DropPlace {
  readonly department: string;
  readonly resource: string;
  readonly ticket: string;
}

export const dropKey = (place: DropPlace): string =>
  `drop/${place.department}/${place.resource}/${place.ticket}`;

/** Undefined for a key that is not of a drop zone. */
export function parseDropKey(key: string): DropPlace | undefined {
  const [zone, department, resource, ticket, ...rest] = key.split('/');
  if (zone !== 'drop' || !department || !resource || !ticket || rest.length > 0) return undefined;
  return { department, resource, ticket };
}

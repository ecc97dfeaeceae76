/**
 * Where a department's uploads lie, and nothing else ever: {area}/{department}/{resource}/{ticket}.
 *
 * `drop`: files that may be kept as they were sent. `zone`: files that are desensitised, the department's own zone;
 * only the steps that desensitise may read there, and the eraser empties it. They are apart because leave to read
 * objects is given by the beginning of their keys.
 */
export const dropAreas = ['drop', 'zone'] as const;
export type DropArea = (typeof dropAreas)[number];

export interface DropPlace {
  readonly department: string;
  readonly resource: string;
  readonly ticket: string;
}

export const dropKey = (area: DropArea, place: DropPlace): string =>
  `${area}/${place.department}/${place.resource}/${place.ticket}`;

/** Undefined for a key that is not of a drop zone. */
export function parseDropKey(key: string): DropPlace | undefined {
  const [area, department, resource, ticket, ...rest] = key.split('/');
  if (!dropAreas.some((one) => one === area)) return undefined;
  if (!department || !resource || !ticket || rest.length > 0) return undefined;
  return { department, resource, ticket };
}

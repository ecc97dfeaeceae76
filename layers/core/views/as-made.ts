/**
 * A table of the libraries as it is given: on leave of everyone who provides what it is made from, and of the highest
 * grade among these. Sums tell of every row, so one resource that is closed closes it. Pure: the descriptions in force
 * are told.
 */
import type { ShareGrade } from '../../../schemas/catalog-elements.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { deny, type Given } from '../grants/leave.ts';
import { closedWords, higher, parentFaults } from './as-given.ts';

/** @param parents what it is made from, each as it is given itself */
export function asMade(resource: Resource, parents: readonly Given[]): Given {
  const departments = [...new Set(parents.flatMap((one) => one.departments))];
  const grade = parents.map((one) => one.grade).reduce<ShareGrade>(higher, resource.grade);
  const [fault] = parentFaults(parents);
  if (fault === undefined) return { ...resource, departments, grade };
  const { en, zh } = closedWords(resource.code, fault);
  return { ...resource, departments, closed: deny('view-closed', en, zh).denial };
}

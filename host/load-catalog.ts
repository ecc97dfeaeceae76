/** Registers the departments and resources that ship with the platform. What is unchanged costs a few reads. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyResource, registerDepartment } from '../layers/core/catalog/apply-resource.ts';
import { checkCatalog, parseDepartments, parseResource } from '../layers/core/catalog/parse-resource.ts';
import type { Ports } from '../layers/core/ports/index.ts';
import { definitions, departments as departmentRecords, find } from '../layers/core/records.ts';

const shipped = join(import.meta.dirname, '..', 'resources');
const actor = 'system';

export interface Catalog {
  /** Codes of all departments that are registered. */
  readonly departments: readonly string[];
  readonly resources: number;
}

/**
 * Puts the shipped files in force. A resource the operator has changed since stays as he has it.
 * @throws InvalidInput naming file and line
 */
export async function loadCatalog(ports: Ports, folder = shipped): Promise<Catalog> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  const departments = parseDepartments(await read('departments.yaml'), 'departments.yaml');
  const files = names.filter((name) => name !== 'departments.yaml');
  const resources = await Promise.all(files.map(async (name) => parseResource(await read(name), name)));
  checkCatalog(resources, departments);
  const register = registerDepartment(ports);
  await Promise.all(departments.map((department) => register(department, actor, false)));
  const apply = applyResource(ports);
  await Promise.all(
    resources.map(async (resource) => {
      const held = await find(ports.records, definitions, resource.code);
      if (held && held.value.appliedBy !== actor) return;
      await apply(resource, actor);
    }),
  );
  return { departments: await listDepartments(ports), resources: resources.length };
}

/** Codes of the registered departments. */
export async function listDepartments(ports: Ports): Promise<readonly string[]> {
  const codes: string[] = [];
  let after: string | undefined;
  do {
    const page = await ports.records.query('topic', 'departments', { after, limit: 100 });
    for (const { value } of page.items) codes.push(departmentRecords.schema.parse(value).code);
    after = page.next;
  } while (after !== undefined);
  return codes;
}

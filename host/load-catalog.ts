/** Registers the departments and resources that ship with the platform. What is unchanged costs a few reads. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { applyResource, registerDepartment } from '../layers/core/catalog/apply-resource.ts';
import { isWithdrawn } from '../layers/core/catalog/in-force.ts';
import { checkCatalog, parseDepartments, parseResource } from '../layers/core/catalog/parse-resource.ts';
import { redefineTables } from '../layers/core/catalog/redefine-tables.ts';
import { repeatOnConflict } from '../layers/core/exchange/repeat.ts';
import type { Ports } from '../layers/core/ports/index.ts';
import { definitions, departments as departmentRecords, find } from '../layers/core/records.ts';
import { shown } from '../layers/core/walk.ts';

const shipped = join(import.meta.dirname, '..', 'resources');
const departmentsFile = 'departments.yaml';
const actor = 'system';

export interface Catalog {
  /** Codes of all departments that are registered. */
  readonly departments: readonly string[];
  readonly resources: number;
}

type Files = ReadonlyMap<string, string>;

async function readFiles(folder: string): Promise<Files> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return new Map(names.map((name, index) => [name, texts[index] ?? '']));
}

function digestOf(files: Files): string {
  return createHash('sha256')
    .update(JSON.stringify([...files]))
    .digest('hex');
}

const loadedKey = 'catalog/shipped';
const loadedSchema = z.object({ digest: z.string() });

/**
 * Puts the shipped files in force; the same files again are not even parsed. A resource the operator has changed
 * since stays as he has it; its table in the lake, as all others, follows what this release stores.
 * @throws InvalidInput naming file and line
 */
export async function loadCatalog(ports: Ports, folder = shipped): Promise<Catalog> {
  const files = await readFiles(folder);
  // Two may start at once: who comes second finds it done.
  await repeatOnConflict(() => putInForce(ports, files));
  await redefineTables(ports)();
  return { departments: await listDepartments(ports), resources: files.size - 1 };
}

async function putInForce(ports: Ports, files: Files): Promise<void> {
  const digest = digestOf(files);
  const loaded = await ports.records.get(loadedKey);
  if (loaded && loadedSchema.parse(loaded.value).digest === digest) return;
  await applyFiles(ports, files);
  await ports.records.commit([{ put: loadedKey, value: { digest }, expect: loaded?.version ?? 0 }]);
}

async function applyFiles(ports: Ports, files: Files): Promise<void> {
  const { [departmentsFile]: list = '', ...rest } = Object.fromEntries(files);
  const departments = parseDepartments(list, departmentsFile);
  const resources = Object.entries(rest).map(([name, text]) => parseResource(text, name));
  checkCatalog(resources, departments);
  const register = registerDepartment(ports);
  await Promise.all(departments.map((department) => register(department, actor, false)));
  const apply = applyResource(ports);
  await Promise.all(
    resources.map(async (resource) => {
      const held = await find(ports.records, definitions, resource.code);
      if (held && held.value.appliedBy !== actor) return;
      // What was withdrawn stays so, whatever a release ships.
      if (held && (await isWithdrawn(ports.records, resource.code))) return;
      await apply(resource, actor);
    }),
  );
}

/** Codes of the registered departments. */
export async function listDepartments(ports: Ports): Promise<readonly string[]> {
  const codes: string[] = [];
  for await (const { value } of shown(ports.records, ['topic', 'departments']))
    codes.push(departmentRecords.schema.parse(value).code);
  return codes;
}

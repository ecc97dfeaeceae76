/** Definitions as people write them: resources and departments in YAML, and the JSON Schema that editors use. */
import { z } from 'zod';
import { type Department, departmentSchema } from '../../../schemas/department.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';
import { InvalidInput, type Language } from '../errors.ts';
import { readYaml } from './read-yaml.ts';

/**
 * Reads one resource file.
 * @throws InvalidInput naming file, line and path
 */
export function parseResource(yamlText: string, fileName: string): Resource {
  return readYaml(yamlText, fileName, resourceSchema);
}

/**
 * Reads the list of departments.
 * @throws InvalidInput naming file, line and path, or the code that stands twice
 */
export function parseDepartments(yamlText: string, fileName: string): Department[] {
  const departments = readYaml(yamlText, fileName, z.array(departmentSchema).min(1));
  const twice = firstRepeated(departments.map((department) => department.code));
  if (twice !== undefined) throw repeated('department', '部门', twice, fileName);
  return departments;
}

/**
 * Checks that a set of resources fits together: each code once, each department known.
 * @throws InvalidInput naming the resource
 */
export function checkCatalog(resources: readonly Resource[], departments: readonly Department[]): void {
  const twice = firstRepeated(resources.map((resource) => resource.code));
  if (twice !== undefined) throw repeated('resource', '资源', twice, `${twice.toLowerCase()}.yaml`);
  const known = new Set(departments.map((department) => department.code));
  for (const resource of resources)
    for (const department of resource.departments)
      if (!known.has(department))
        throw new InvalidInput(
          `resource ${resource.code} names department ${department}, which is not listed; add it to departments.yaml or correct the code`,
          `资源 ${resource.code} 的部门 ${department} 未登记，请在 departments.yaml 中补充或改正代码`,
          { place: { resource: resource.code, department } },
        );
}

/** JSON Schema (draft 2020-12) of a resource file as it is written, defaults left out. */
export function publishJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(resourceSchema, { io: 'input', target: 'draft-2020-12' });
  return { title: 'Shuiyuan resource 信息资源', ...schema };
}

/** The name people know it by, with its code. */
export function labelOf(
  thing: { readonly code: string; readonly name: string; readonly nameEn?: string },
  language: Language,
): string {
  return language === 'en'
    ? `${thing.nameEn ?? thing.name} (${thing.code})`
    : `${thing.name}（${thing.code}）`;
}

function firstRepeated(codes: readonly string[]): string | undefined {
  return codes.find((code, index) => codes.indexOf(code) !== index);
}

function repeated(kind: string, kindZh: string, code: string, file: string): InvalidInput {
  return new InvalidInput(
    `${kind} ${code} is described twice; remove one`,
    `${kindZh} ${code} 重复定义，请删除其中一个`,
    { place: { file } },
  );
}

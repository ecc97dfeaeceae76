/** The departments that take part. */
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { registerDepartment } from '../../../layers/core/catalog/apply-resource.ts';
import { departments } from '../../../layers/core/records.ts';
import { departmentBody, departmentPath, resourcesQuery } from '../../../schemas/api.ts';
import { departmentsAnswer } from '../../../schemas/api-answers.ts';
import { departmentSchema } from '../../../schemas/department.ts';
import { allow } from '../allow.ts';
import type { ApiEnv, ApiHome } from '../home.ts';
import { listRecords } from '../list-records.ts';
import { json, jsonBody, problems } from '../openapi.ts';

const tags = ['resources'];

const list = createRoute({
  method: 'get',
  path: '/departments',
  operationId: 'listDepartments',
  tags,
  summary: '参与交换的部门 / Departments that take part',
  request: { query: resourcesQuery },
  responses: { 200: json(departmentsAnswer, '一页部门 / a page of departments'), ...problems },
});

const put = createRoute({
  method: 'put',
  path: '/departments/{code}',
  operationId: 'registerDepartment',
  tags,
  summary: '登记部门或更名 / Register a department, or give it its names',
  request: { params: departmentPath, body: jsonBody(departmentBody) },
  responses: { 200: json(departmentSchema, '部门 / the department'), ...problems },
});

export const departmentRoutes = (home: ApiHome) =>
  new OpenAPIHono<ApiEnv>()
    .openapi(list, async (c) => {
      allow(c, 'department.read', {}, 'department');
      const { cursor, limit } = c.req.valid('query');
      const place = { index: 'topic', partition: 'departments' } as const;
      return c.json(await listRecords(home, { kind: departments, ...place, cursor, limit }), 200);
    })
    .openapi(put, async (c) => {
      const { code } = c.req.valid('param');
      allow(c, 'department.register', {}, departments.key(code));
      const department = { code, ...c.req.valid('json') };
      await registerDepartment(home.ports)(department, c.get('principal').name);
      return c.json(department, 200);
    });

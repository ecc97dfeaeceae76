import { departmentSchema } from '../../../schemas/department.ts';

test.each(['operator', 'Housing', 'a', 'tax office'])('%s is no code for a department', (code) => {
  expect(departmentSchema.safeParse({ code, name: '部门', nameEn: 'department' }).success).toBe(false);
  expect(departmentSchema.safeParse({ code: 'housing', name: '部门', nameEn: 'department' }).success).toBe(
    true,
  );
});

/** A department (部门) that provides or receives data. `resources/departments.yaml` is a list of these. */
import { z } from 'zod';

export const departmentSchema = z.strictObject({
  code: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{1,31}$/,
      '部门代码为 2 至 32 位小写字母、数字或 - / a department code has 2 to 32 small letters, digits or -',
    )
    .refine(
      (code) => code !== 'operator',
      '“operator”是平台运维的名称 / operator is the name of those who run the platform',
    ),
  name: z.string().min(1).max(100),
  nameEn: z.string().min(1).max(200),
  note: z.string().optional(),
});
export type Department = z.infer<typeof departmentSchema>;

/** A department (部门) that provides or receives data. `resources/departments.yaml` is a list of these. */
import { z } from 'zod';

/** Notices and tokens go by these names too. */
const overseers = ['operator', 'auditor', 'security-officer'];

export const departmentSchema = z.strictObject({
  code: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{1,31}$/,
      '部门代码为 2 至 32 位小写字母、数字或 - / a department code has 2 to 32 small letters, digits or -',
    )
    .refine(
      (code) => !overseers.includes(code),
      `${overseers.join('、')} 是平台自身的名称 / ${overseers.join(', ')} are names of those who run the platform`,
    ),
  name: z.string().min(1).max(100),
  nameEn: z.string().min(1).max(200),
  note: z.string().optional(),
  /** Code of the district it belongs to, after GB/T 2260; none: a department of the city. */
  district: z
    .string()
    .regex(/^\d{6}$/, '区县代码为 6 位数字 / a district code has 6 digits')
    .optional(),
});
export type Department = z.infer<typeof departmentSchema>;

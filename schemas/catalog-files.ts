/** Bodies and answers of the catalog's import and export. */
import { z } from 'zod';

export const exportQuery = z.object({
  format: z.enum(['xlsx', 'dcat']).default('xlsx').meta({
    description: 'xlsx：标准电子表格；dcat：JSON-LD / xlsx: the standard’s spreadsheet; dcat: JSON-LD',
  }),
  department: z.string().max(40).optional().meta({ description: '只要此部门提供的 / only what it provides' }),
});

export const importBody = z.strictObject({
  format: z.enum(['xlsx', 'dcat']),
  content: z
    .base64()
    .min(1)
    .meta({ description: '文件内容，Base64 / the file, base64', example: 'UEsDBBQ=' }),
});

export const importAnswer = z.object({
  items: z.array(
    z.object({
      code: z.string(),
      outcome: z.enum(['drafted', 'unchanged', 'refused']),
      message: z.string().optional(),
    }),
  ),
});

/** Records of desensitising. */
import { tokenDaySchema } from '../../../schemas/token.ts';
import { kind } from '../records.ts';

export const tokenDays = kind({
  name: 'token-day',
  key: (department: string, day: string) => `token-day/${department}/${day}`,
  schema: tokenDaySchema,
});

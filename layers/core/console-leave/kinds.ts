/** The record of the console's leave. */
import { consoleLeaveSchema } from '../../../schemas/console-leave.ts';
import { kind } from '../records.ts';

export const consoleLeaves = kind({
  name: 'console-leave',
  key: () => 'console-leave/all',
  schema: consoleLeaveSchema,
});

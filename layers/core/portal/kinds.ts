/** Records of what is opened to society. */
import { openingSchema } from '../../../schemas/portal.ts';
import { kind } from '../records.ts';

/** Partition of all openings. */
export const openingsTopic = 'openings';

export const openings = kind({
  name: 'opening',
  key: (code: string) => `opening/${code}`,
  schema: openingSchema,
  indexes: (opening) => ({ topic: [openingsTopic, opening.resource] }),
});

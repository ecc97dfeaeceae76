/** Records of the documents. */
import { documentSchema } from '../../../schemas/document.ts';
import { kind } from '../records.ts';

export const documents = kind({
  name: 'document',
  key: (batch: string) => `document/${batch}`,
  schema: documentSchema,
});

/** Where the text of a batch lies; the attempt is part of it, so that nothing found by chance is used. */
export const textKey = (resource: string, batch: string, attempt: string): string =>
  `${textFolder(resource)}${batch}/${attempt}.txt`;

export const textFolder = (resource: string): string => `lake/text/${resource}/`;

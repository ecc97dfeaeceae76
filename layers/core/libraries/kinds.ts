/** Records of the libraries, and where their objects lie. */
import { libraryTableSchema } from '../../../schemas/library-table.ts';
import { kind } from '../records.ts';

export const libraryTables = kind({
  name: 'library',
  key: (id: string) => `library/${id}`,
  schema: libraryTableSchema,
});

/** All objects of the libraries lie below it: `library/{id}/{attempt}/…`. */
export const libraryFolder = 'library/';

export const attemptFolder = (id: string, attempt: string): string => `${libraryFolder}${id}/${attempt}/`;

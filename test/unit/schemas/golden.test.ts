/**
 * A golden fixture a version: documents as they were written when the version was made. A schema that can no longer
 * read one, or reads it as something else, needs a new version beside the old one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { packedManifestSchema } from '../../../schemas/manifest.ts';
import { messageSchema } from '../../../schemas/messages.ts';
import { liveListSchema, treeSchema } from '../../../schemas/records.ts';

const folder = join(import.meta.dirname, 'golden');
const schemas: Readonly<Record<string, z.ZodType>> = {
  'live-list-1': liveListSchema,
  'ledger-tree-1': treeSchema,
  'manifest-1': packedManifestSchema,
  'message-1': messageSchema,
};

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(join(folder, `${name}.golden.json`), 'utf8'));

test('each version has its fixture, and each fixture its schema', () => {
  const found = readdirSync(folder).map((file) => file.replace('.golden.json', ''));
  expect(found.sort()).toEqual(Object.keys(schemas).sort());
});

test.each(Object.entries(schemas))('%s is read as it was written', (name, schema) => {
  expect(schema.parse(fixture(name))).toEqual(fixture(name));
});

test.each(Object.entries(schemas))('%s of another version is refused', (name, schema) => {
  const other = { ...(fixture(name) as object), schema: `${name.replace(/-1$/, '')}/2` };
  expect(schema.safeParse(other).success).toBe(false);
});

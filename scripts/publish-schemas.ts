/** Writes the JSON Schema that editors check resource files with: resources/resource.schema.json (format it afterwards). */
import { writeFile } from 'node:fs/promises';
import { publishJsonSchema } from '../layers/core/catalog/parse-resource.ts';

const target = new URL('../resources/resource.schema.json', import.meta.url);
await writeFile(target, `${JSON.stringify(publishJsonSchema(), null, 2)}\n`);

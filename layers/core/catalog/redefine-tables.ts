/**
 * Tables of the lake follow from the descriptions and from this program. When a release stores other columns, the
 * tables of all resources are defined anew, whoever applied them; else it costs one read.
 */
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';
import { canonicalJson } from '../canonical-json.ts';
import { ConditionFailed } from '../errors.ts';
import { lakeTable } from '../exchange/lake-tables.ts';
import { sha256 } from '../ledger/merkle.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, find } from '../records.ts';
import { shown } from '../walk.ts';

const definedKey = 'catalog/tables';

/** One item of each kind that is stored in a way of its own: the table it makes is what this program makes of any. */
const probe: Resource = resourceSchema.parse({
  code: 'PROBE',
  name: '探针',
  nameEn: 'probe',
  departments: ['platform'],
  cycle: 'monthly',
  grade: 1,
  mode: 'full',
  items: [
    ...['text', 'integer', 'date', 'month'].map((type) => ({ code: type, name: type, type, length: 6 })),
    { code: 'decimal', name: 'decimal', type: 'decimal', length: 18, scale: 2 },
    { code: 'mask', name: 'mask', type: 'text', length: 6, desensitise: 'mask' },
    { code: 'token', name: 'token', type: 'text', length: 6, desensitise: 'token' },
  ],
});

/** Hex SHA-256 of how this program lays out a table. */
export const shapeDigest = (table = lakeTable(probe)): Promise<string> =>
  sha256(new TextEncoder().encode(canonicalJson(table)));

/**
 * Defines all tables anew if they were last defined by a program that lays them out otherwise. Two at once do the
 * same twice. @returns how many were defined
 */
export const redefineTables =
  (ports: Ports, shape = shapeDigest()) =>
  async (): Promise<number> => {
    const digest = await shape;
    const defined = await ports.records.get(definedKey);
    if ((defined?.value as { digest?: string } | undefined)?.digest === digest) return 0;
    const codes = await resourceCodes(ports);
    for (const code of codes) {
      const held = await find(ports.records, definitions, code);
      if (held) await ports.catalog.defineTable(lakeTable(held.value.resource));
    }
    await ports.probe.at('redefine-tables: tables defined');
    const write = { put: definedKey, value: { digest }, expect: defined?.version ?? 0 };
    await ports.records.commit([write]).catch((error: unknown) => {
      // Somebody else was at it at the same time and did the same.
      if (!(error instanceof ConditionFailed)) throw error;
    });
    return codes.length;
  };

/** The index holds every version of a description. */
async function resourceCodes(ports: Ports): Promise<readonly string[]> {
  const codes = new Set<string>();
  for await (const { value } of shown(ports.records, ['topic', 'definitions']))
    codes.add(definitions.schema.parse(value).resource.code);
  return [...codes];
}

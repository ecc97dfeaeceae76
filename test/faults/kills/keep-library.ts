/** A table of the libraries that is made, handed in, made anew, and whose old objects are erased, on a home that may die. */
import { eraseLibraries } from '../../../layers/core/libraries/erase-libraries.ts';
import { offerLibraries } from '../../../layers/core/libraries/offer-libraries.ts';
import { readLibrary } from '../../../layers/core/libraries/read-library.ts';
import { refreshLibraries } from '../../../layers/core/libraries/refresh-library.ts';
import { embeddedSqlRunner } from '../../../layers/embedded/query/sql-runner.ts';
import type { Bus } from './open-bus.ts';

export const keptLibrary = 'mart_test.meters_counted';

const libraryOf = (query: string) =>
  readLibrary(
    `/*---
id: ${keptLibrary}
name: 电表数
nameEn: Meters
row: { zh: 一行, en: one row }
asks: { zh: 测试, en: tests }
inputs: [METER]
materialised: table
keys: [meters]
items:
  - { code: meters, name: 户数, nameEn: meters, type: bigint }
  - { code: kwh, name: 用电量, nameEn: use, type: 'decimal(38,2)' }
---*/
${query}`,
    `${keptLibrary.replace('.', '/')}.sql`,
  );

const counted = 'SELECT count(*) AS meters, sum(kwh) AS kwh FROM shared.meter\n';

/** The second text is another: the table is made anew, and the objects of the first go. */
export async function keepLibrary({ home, ports, advance }: Bus): Promise<void> {
  const runner = embeddedSqlRunner(home);
  for (const query of [counted, `${counted}WHERE kwh IS NOT NULL\n`, counted]) {
    await refreshLibraries(ports, runner, [libraryOf(query)])();
    await offerLibraries(ports, runner, [libraryOf(query)])();
  }
  advance(25 * 3_600_000);
  await eraseLibraries(ports)();
  runner.close();
}

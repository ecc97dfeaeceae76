/** Libraries over the resources of the small lake: a table over two of them, a view over it, and one over one of them. */
import { inOrder } from '../../../layers/core/libraries/in-order.ts';
import { type Library, readLibrary } from '../../../layers/core/libraries/read-library.ts';

export const testLibrary = (name: string, inputs: string, query: string, materialised = 'table'): Library =>
  readLibrary(
    `/*---
id: mart_test.${name}
name: 测试
nameEn: Test
row: { zh: 一行, en: one }
asks: { zh: 谁, en: who }
inputs: [${inputs}]
materialised: ${materialised}
keys: [district]
items:
  - { code: district, name: 区县, nameEn: district, type: varchar }
  - { code: things, name: 个数, nameEn: things, type: bigint }
---*/
${query}
`,
    `mart_test/${name}.sql`,
  );

export const testLibraries = inOrder([
  testLibrary(
    'both',
    'AIC, LAND',
    'SELECT a.district, count(*) AS things FROM shared.aic AS a JOIN shared.land AS l ON a.k = l.k GROUP BY a.district',
  ),
  testLibrary(
    'over_both',
    'mart_test.both',
    'SELECT district, 2 * things AS things FROM mart_test.both',
    'view',
  ),
  testLibrary(
    'counted',
    'AIC',
    'SELECT district, count(*) AS things FROM shared.aic GROUP BY district',
    'view',
  ),
]);

import { openLakeHome, who } from '../unit/workbench/lake-home.ts';
import { describeQueryService } from './query-service.ts';

const tables = Array.from({ length: 9 }, (_, index) => `aic t${index}`).join(', ');

describeQueryService('embedded', async () => {
  const lake = await openLakeHome();
  return {
    service: lake.service,
    principal: who.aic,
    stranger: who.tax,
    slow: `SELECT DISTINCT t1.k || t2.k || t3.k FROM ${tables}`,
    close: () => lake.close(),
  };
});

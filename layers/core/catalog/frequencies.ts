/** Update cycles as DCAT names them: by the EU's authority table of frequencies. */
import type { Resource } from '../../../schemas/resource.ts';

const table = 'http://publications.europa.eu/resource/authority/frequency/';

/** `UPDATE_CONT` is "continuously updated", of data; `CONT` is "continuous", of what appears without a break. */
const codes: Readonly<Record<Resource['cycle'], string>> = {
  realtime: 'UPDATE_CONT',
  daily: 'DAILY',
  weekly: 'WEEKLY',
  'ten-days': 'MONTHLY_3',
  monthly: 'MONTHLY',
  quarterly: 'QUARTERLY',
  yearly: 'ANNUAL',
};

/** For `dct:accrualPeriodicity`. */
export const frequencyOf = (cycle: Resource['cycle']): { '@id': string } => ({ '@id': table + codes[cycle] });

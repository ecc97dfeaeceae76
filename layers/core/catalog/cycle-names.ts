/** How people call update cycles; the standard's own words, which know no ten days, stand with its elements. */
import type { Resource } from '../../../schemas/resource.ts';

export const cycleNames: Readonly<Record<Resource['cycle'], string>> = {
  realtime: '实时',
  daily: '每日',
  weekly: '每周',
  'ten-days': '每旬',
  monthly: '每月',
  quarterly: '每季度',
  yearly: '每年',
};

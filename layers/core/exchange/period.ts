/** Periods of batches: the time a file is about, by the resource's cycle. */
import type { Resource } from '../../../schemas/resource.ts';

/** The period a file sent now is most likely about; a department may always name another. */
export function currentPeriod(resource: Resource, now: Date): string {
  if (resource.mode === 'full' || resource.mode === 'increment-with-full') return '-';
  const local = new Date(now.getTime() + 8 * 3_600_000);
  const year = local.getUTCFullYear();
  const month = local.getUTCMonth() + 1;
  const padded = String(month).padStart(2, '0');
  switch (resource.cycle) {
    case 'yearly':
      return `${year}`;
    case 'quarterly':
      return `${year}Q${Math.ceil(month / 3)}`;
    case 'monthly':
      return `${year}${padded}`;
    default:
      return `${year}${padded}${String(local.getUTCDate()).padStart(2, '0')}`;
  }
}

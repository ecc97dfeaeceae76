/** Which class of a band a value falls into, as people read it. */
import type { Band } from '../../../schemas/question.ts';

const nothing = '（空）';

/** @param value as rows have it: decimals as text, dates as ISO text */
export function classOf(value: unknown, band?: Band): string {
  if (value === null || value === undefined || value === '') return nothing;
  if (!band) return String(value);
  if ('prefix' in band) return String(value).slice(0, band.prefix);
  if ('by' in band) return calendarClass(String(value), band.by);
  return edgeClass(Number(value), band.edges);
}

/** Of `2015-03-05` and of `201503`. */
function calendarClass(value: string, by: 'year' | 'month'): string {
  const digits = value.replaceAll('-', '');
  return by === 'year' ? digits.slice(0, 4) : digits.slice(0, 6);
}

/** From an edge, included, up to the next, excluded. */
function edgeClass(value: number, edges: readonly number[]): string {
  const above = edges.findIndex((edge) => value < edge);
  if (above === 0) return `<${edges[0]}`;
  if (above < 0) return `≥${edges.at(-1)}`;
  return `${edges[above - 1]}–${edges[above]}`;
}

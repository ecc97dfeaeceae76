/** Names of the objects the refinery writes. Every one carries the attempt, so nothing found by chance is used. */

/** One path segment: what could lead elsewhere or break the partition form is percent-encoded. */
export function segment(text: string): string {
  const safe = encodeURIComponent(text).replace(
    /[.*'()!~]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return safe === '' ? '%00' : safe;
}

export function partKey(place: {
  resource: string;
  period: string;
  batch: string;
  attempt: string;
  mark?: string;
  index: number;
}): string {
  const mark = place.mark === undefined ? '' : `-${place.mark}`;
  return `lake/raw/${segment(place.resource)}/period=${segment(place.period)}/batch=${segment(place.batch)}/${segment(place.attempt)}${mark}-${place.index}.parquet`;
}

export function rejectsKey(place: {
  department: string;
  resource: string;
  batch: string;
  attempt: string;
  mark?: string;
}): string {
  const mark = place.mark === undefined ? '' : `-${place.mark}`;
  return `rejects/${segment(place.department)}/${segment(place.resource)}/${segment(place.batch)}/${segment(place.attempt)}${mark}.parquet`;
}

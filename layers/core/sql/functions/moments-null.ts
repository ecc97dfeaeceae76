/** NULL of a type. */
import { carrierOf, type SqlType } from '../types.ts';

export const nullValue = (type: SqlType): string => `CAST(NULL AS ${carrierOf(type)})`;

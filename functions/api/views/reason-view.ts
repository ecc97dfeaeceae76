/** A recorded reason in the reader's language. */
import type { Language } from '../../../layers/core/errors.ts';
import type { Reason } from '../../../schemas/records.ts';

export const viewReason = (reason: Reason | undefined, language: Language) =>
  reason && { code: reason.code, message: reason[language] };

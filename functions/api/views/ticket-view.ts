/** A ticket as its department sees it: without the names of places inside the platform. */
import type { Language } from '../../../layers/core/errors.ts';
import type { TicketView } from '../../../schemas/api-answers.ts';
import type { Ticket } from '../../../schemas/records.ts';
import { viewReason } from './reason-view.ts';

export function viewTicket(ticket: Ticket, language: Language): TicketView {
  const { key: _key, upload, reason, ...rest } = ticket;
  return { ...rest, multipart: upload !== undefined, reason: viewReason(reason, language) };
}

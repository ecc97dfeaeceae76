/** Records of the certificate authority. */
import {
  authoritySchema,
  certificateRequestSchema,
  certificateSchema,
  revocationListSchema,
  revocationPageSchema,
  revocationsSchema,
} from '../../../schemas/certificate.ts';
import { kind, pad } from '../records.ts';

/** Whose ledger the authority's own doings stand in. */
export const platform = 'platform';

/** Partitions of the due index: certificates whose owners are to be told, requests whose certificate is to be written. */
export const expiryWaits = 'certificate-expiry';
export const issueWaits = 'certificate-issue';

export const certificateRequests = kind({
  name: 'certificate-request',
  key: (id: string) => `certificate-request/${id}`,
  schema: certificateRequestSchema,
  indexes: (request) => ({
    owner: [`certificate-requests/${request.owner.department ?? platform}`, request.id],
    topic: ['certificate-requests', request.id],
    ...(request.stage === 'reserved' && request.decidedAt !== undefined
      ? { due: [issueWaits, request.decidedAt] as const }
      : {}),
  }),
});

export const certificates = kind({
  name: 'certificate',
  key: (serial: string) => `certificate/${serial}`,
  schema: certificateSchema,
  indexes: (certificate) => ({
    owner: [
      `certificates/${certificate.owner.department ?? platform}`,
      `${certificate.issuedAt}/${certificate.serial}`,
    ],
    topic: ['certificates', `${certificate.issuedAt}/${certificate.serial}`],
    ...(certificate.due === undefined ? {} : { due: [expiryWaits, certificate.due] as const }),
  }),
});

export const authorities = kind({
  name: 'authority',
  key: () => 'authority/chain',
  schema: authoritySchema,
});

export const revocations = kind({
  name: 'revocations',
  key: () => 'revocations/head',
  schema: revocationsSchema,
});

/** Revocations in pages, so that the list can be made by key: an index might not show the newest yet. */
export const revocationPages = kind({
  name: 'revocation-page',
  key: (page: number) => `revocations/page/${pad(page)}`,
  schema: revocationPageSchema,
});

export const revocationLists = kind({
  name: 'revocation-list',
  key: () => 'revocations/list',
  schema: revocationListSchema,
});

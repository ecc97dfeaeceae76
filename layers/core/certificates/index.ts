/** The certificate authority's use cases. */
export { installAuthority, mustAuthority, requestAuthority } from './authority-chain.ts';
export { answerStatus, statusOf } from './certificate-status.ts';
export { checkClient } from './check-client.ts';
export { tendCertificates } from './expiry-notices.ts';
export { issueCertificate, refuseRequest } from './issue-certificate.ts';
export { issueOwnCertificate } from './issue-own.ts';
export { authorities, certificateRequests, certificates } from './kinds.ts';
export { renewCertificate, requestCertificate } from './request-certificate.ts';
export { resolveOwner } from './resolve-owner.ts';
export { currentList } from './revocation-list.ts';
export { revokeCertificate } from './revoke-certificate.ts';
export { type Signatory, standsAt, verifyWithCertificate } from './verify-with-certificate.ts';

/** The use cases of the bus, each `(ports) => (input) => Promise<output>`. */
export { acceptUpload } from './accept-upload.ts';
export { acknowledgeParcel } from './acknowledge-parcel.ts';
export { answerMapping } from './ask-mapping.ts';
export { compactLake } from './compact.ts';
export { deliverParcel, signedBytes } from './deliver-parcel.ts';
export { parseDropKey } from './drop-zone.ts';
export { eraseObjects } from './erase.ts';
export { issueTicket } from './issue-ticket.ts';
export { downloadRejects, traceLine } from './lineage.ts';
export { newestList } from './live-list.ts';
export { openParcel } from './open-parcel.ts';
export { parcelsOf, routeBatch } from './route-batch.ts';
export { subscribe, unsubscribe } from './subscribe.ts';
export { sweep, uploadMessage } from './sweep.ts';
export { transformBatch } from './transform-batch.ts';
export { transformChunk } from './transform-chunk.ts';
export { withdrawBatch } from './withdraw-batch.ts';

/**
 * The records of the bus and their stages: what `docs/protocol.md` names. A record's version is kept beside it by
 * the store; each change of a record stands in the ledger under (record, version).
 */
export * from './batch-records.ts';
export * from './lake-records.ts';
export * from './ledger-records.ts';
export * from './parcel-records.ts';
export * from './record-elements.ts';

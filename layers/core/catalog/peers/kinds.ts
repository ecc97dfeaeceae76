/** Records of the exchange with other installations. */
import * as shapes from '../../../../schemas/catalog-exchange.ts';
import { kind, pad } from '../../records.ts';

export const peers = kind({
  name: 'catalog-peer',
  key: (code: string) => `catalog-peer/${code}`,
  schema: shapes.peerSchema,
  indexes: ({ code }) => ({ topic: ['catalog-peers', code] }),
});

export const outboxes = kind({
  name: 'catalog-out',
  key: (peer: string) => `catalog-out/${peer}`,
  schema: shapes.outboxSchema,
});

export const keptParcels = kind({
  name: 'catalog-parcel',
  key: (peer: string, number: number) => `catalog-parcel/${peer}/${pad(number)}`,
  schema: shapes.keptParcelSchema,
});

export const sentEntries = kind({
  name: 'catalog-sent',
  key: (peer: string, code: string) => `catalog-sent/${peer}/${code}`,
  schema: shapes.sentSchema,
});

export const inboxStates = kind({
  name: 'catalog-in',
  key: (peer: string) => `catalog-in/${peer}`,
  schema: shapes.inboxStateSchema,
});

export const receivedParcels = kind({
  name: 'catalog-received',
  key: (peer: string, number: number) => `catalog-received/${peer}/${pad(number)}`,
  schema: shapes.receivedSchema,
});

export const conflicts = kind({
  name: 'catalog-conflict',
  key: (peer: string, code: string) => `catalog-conflict/${peer}/${code}`,
  schema: shapes.conflictSchema,
  indexes: ({ peer, code, resolved }) => (resolved ? {} : { topic: [`catalog-conflicts/${peer}`, code] }),
});

export const noDigest = '0'.repeat(64);

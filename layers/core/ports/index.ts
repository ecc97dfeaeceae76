/** Everything a use case may ask of the world. Each home makes one set of these. */
import type { Library } from '../libraries/read-library.ts';
import type { Authority, CertificateReader } from './authority.ts';
import type { Courier } from './courier.ts';
import type { LakeCatalog } from './lake-catalog.ts';
import type { MultipartStore, ObjectStore } from './object-store.ts';
import type { QueryEngine } from './query-engine.ts';
import type { Queue } from './queue.ts';
import type { Records } from './records.ts';
import type { Refinery } from './refinery.ts';
import type { Scanner } from './scanner.ts';
import type { Settings } from './settings.ts';
import type { Signer } from './signer.ts';
import type { Clock, Ids, Notifier, Probe } from './surroundings.ts';
import type { Tokeniser } from './tokeniser.ts';

export interface Ports {
  readonly objects: ObjectStore;
  readonly multipart: MultipartStore;
  readonly records: Records;
  readonly queue: Queue;
  readonly catalog: LakeCatalog;
  readonly query: QueryEngine;
  readonly refinery: Refinery;
  readonly signer: Signer;
  readonly tokeniser: Tokeniser;
  readonly authority: Authority;
  readonly certificates: CertificateReader;
  readonly scanner: Scanner;
  readonly notifier: Notifier;
  /** Absent: this process sends nothing to the outside. */
  readonly courier?: Courier;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly probe: Probe;
  readonly settings: Settings;
  /** Each after those that it reads; absent: this process tells nobody of them. */
  readonly libraries?: readonly Library[];
}

/** What an embedded home is: its ports, and what the host needs beyond them. */

import type { Authority, KeyAlgorithm } from '../core/ports/authority.ts';
import type { LakeCatalog } from '../core/ports/lake-catalog.ts';
import type { ObjectHead, ObjectStore } from '../core/ports/object-store.ts';
import type { Records } from '../core/ports/records.ts';
import type { Scanner } from '../core/ports/scanner.ts';
import type { Signer } from '../core/ports/signer.ts';
import type { Clock, Ids, Notifier, Probe } from '../core/ports/surroundings.ts';
import type { FileSystem } from './file-system.ts';
import type { LagChoice } from './index-lag.ts';
import type { EmbeddedMultipart } from './multipart-store.ts';
import type { Log } from './notifier.ts';
import type { ObjectBodies } from './object-store.ts';
import type { EmbeddedQueue } from './queue.ts';
import type { AllQueueSettings } from './queue-settings.ts';
import type { SignedDoor } from './signed-door.ts';

export interface HomeOptions {
  /** Address clients reach the host at, for signed URLs; may change while the home is open. */
  readonly address?: () => string;
  /** How late indexes show a change: 20 ms unless told otherwise. */
  readonly indexLag?: LagChoice;
  readonly queues?: Partial<AllQueueSettings>;
  /** clamd: `host:port` or a socket's path; SHUIYUAN_CLAMD unless given. */
  readonly clamd?: string | undefined;
  /** Of the issuing key, when it is made: P-256 unless told otherwise. */
  readonly keyAlgorithm?: KeyAlgorithm;
  /** See `killProbe`; SHUIYUAN_KILL_AT unless given. */
  readonly killAt?: string | undefined;
  readonly clock?: Clock;
  readonly log?: Log;
  /** Another file system, for fault tests. */
  readonly files?: FileSystem;
}

export interface HomeCounters {
  /** Transactions that were synced: one sync of the write-ahead log each. */
  readonly commits: number;
  /** Transactions that left the sync to a later one. */
  readonly unsynced: number;
  /** Closures the transactions carried. */
  readonly writes: number;
  /** Checkpoints of the write-ahead log: some syncs each. */
  readonly checkpoints: number;
  /** Syncs of files and folders. */
  readonly fileSyncs: number;
}

/** All ports but `query` and `refinery`, which a refinery pool adds. */
export interface EmbeddedHome {
  readonly objects: ObjectStore;
  readonly multipart: EmbeddedMultipart;
  readonly records: Records;
  readonly queue: EmbeddedQueue;
  readonly catalog: LakeCatalog;
  readonly signer: Signer;
  readonly authority: Authority;
  readonly scanner: Scanner;
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly probe: Probe;
  /** Answers signed addresses; the host mounts it. */
  readonly door: SignedDoor;
  /** What children and the door ask of the object store beyond the port. */
  readonly bodies: ObjectBodies;
  /** For short-lived files, on the same disk; emptied at opening. */
  readonly scratch: string;
  /** Tells of each object that came in by a signed upload. @returns ends the telling */
  onObjectCreated(listener: (object: ObjectHead) => void): () => void;
  counters(): HomeCounters;
  /** Resolves when what a dead process left has been removed. */
  readonly tidied: Promise<number>;
  /** Drops multipart uploads that no signed address can complete any more. Done at opening, and to be done daily. */
  dropStaleUploads(): Promise<void>;
  /** Commits what waits and gives the folder free; closing twice is no error. */
  close(): Promise<void>;
}

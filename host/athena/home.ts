/** What the door of Athena's clients stands before. */
import type { Principal } from '../../layers/core/identity/principal.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import type { QueryService } from '../../layers/core/ports/query-engine.ts';
import type { Doorkeeper } from './signature/admit-signed.ts';

/** One request, for the home's audit log. */
export interface AthenaAccess {
  readonly requestId: string;
  /** `athena:StartQueryExecution`, `s3:GetObject`. */
  readonly action: string;
  readonly principal?: string;
  readonly status: number;
  /** The exception's name. */
  readonly refused?: string;
}

export interface AthenaHome {
  readonly ports: Ports;
  readonly queries: QueryService;
  readonly doorkeeper: Omit<Doorkeeper, 'now'>;
  readonly audit: (access: AthenaAccess) => void;
  /** Of a failure on our side. */
  readonly log: (error: unknown) => void;
}

export interface Asked<Input> {
  readonly input: Input;
  readonly principal: Principal;
}

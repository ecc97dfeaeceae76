/** What a home gives the API, and what travels with a request. */
import type { Context } from 'hono';
import type { Language } from '../../layers/core/errors.ts';
import type { Action } from '../../layers/core/identity/actions.ts';
import type { Principal } from '../../layers/core/identity/principal.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import type { QueryService } from '../../layers/core/ports/query-engine.ts';
import type { SignedBy } from '../../layers/core/realtime/signed-request.ts';
import type { SignInDoor } from './sign-in-door.ts';

/** One access, for the home's audit log. `target` names a record or a place, never what stands in it. */
export interface AccessEntry {
  readonly at: string;
  readonly requestId: string;
  readonly method: string;
  /** The route as it is described, without values: `/api/v1/batches/:id`. */
  readonly route: string;
  readonly principal?: string;
  readonly department?: string;
  readonly roles?: readonly string[];
  readonly action?: Action;
  readonly target?: string;
  /** What the table said; none was asked for where it is absent. What became of the request is its outcome. */
  readonly decision?: 'yes' | 'no';
  readonly outcome: 'allowed' | 'refused' | 'failed';
  readonly status: number;
}

/** A failure on our side. The message of an error nobody named may hold anything, so it stays out. */
export interface FailureEntry {
  readonly at: string;
  readonly requestId: string;
  readonly error: string;
  /** Of a named error: what it says, which is never personal. */
  readonly detail?: string;
  readonly where: readonly string[];
}

export interface RateSettings {
  /** Requests a second that a principal gets back. */
  readonly perSecond: number;
  /** Requests it may make at once after a rest. */
  readonly burst: number;
}

/** What a client showed when its connection was opened (mutual TLS). */
export interface ClientCertificate {
  /** SHA-256 of the DER, base64url: the `x5t#S256` of RFC 8705. */
  readonly thumbprint: string;
  /** Hex, small. */
  readonly serial: string;
}

export interface ApiHome {
  readonly ports: Ports;
  /** Embedded: bearer tokens. Cloud: the claims of a JWT. Undefined: nobody we know. */
  /** `bindings`: what the server gives beside the request, where it does. */
  readonly identify: (request: Request, bindings?: unknown) => Promise<Principal | undefined>;
  /** Where the home answers SQL itself. */
  readonly queries?: QueryService;
  /** Where the home keeps its people's sign-ins itself. */
  readonly signIn?: SignInDoor;
  /** Can answers be streamed without end? Not from a Lambda, whose answers are also limited in size. */
  readonly streams: boolean;
  readonly audit?: (entry: AccessEntry) => void;
  readonly log?: (entry: FailureEntry) => void;
  readonly rate?: RateSettings;
  /** Of an address that reads what is open to society. */
  readonly openRate?: RateSettings;
  /** Where clients reach this home, when it is not where a request says it came to: certificates name it. */
  readonly address?: () => string | undefined;
  /** The client certificate of the connection a request came by, from what the server gives beside the request. */
  readonly clientCertificate?: (bindings: unknown) => ClientCertificate | undefined;
  /** Folder of swagger-ui-dist, where it does not lie among the node modules. */
  readonly docsFolder?: string;
  /** Waits between two looks of a long poll. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

interface Access {
  readonly action: Action;
  readonly target: string;
  readonly allowed: boolean;
}

export interface ApiEnv {
  Variables: {
    requestId: string;
    language: Language;
    principal: Principal;
    /** Of a request that was signed with a certificate. */
    signedBy?: SignedBy;
    access: Access;
  };
}

export type ApiContext = Context<ApiEnv>;

export const basePath = '/api/v1';
/** Largest answer a home that does not stream can give, base64 included. */
export const largestAnswer = 4_000_000;
export const largestBody = 1024 ** 2;

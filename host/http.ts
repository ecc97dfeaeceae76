/** The host's door: the API, the signed addresses, and the page at /. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket, TlsOptions } from 'node:tls';
import { createAdaptorServer } from '@hono/node-server';
import { type ApiHome, createApi } from '../functions/api/app.ts';
import { InvalidInput } from '../layers/core/errors.ts';
import type { Ports } from '../layers/core/ports/index.ts';
import type { QueryService } from '../layers/core/ports/query-engine.ts';
import { definitions, departments, find } from '../layers/core/records.ts';
import type { SignedDoor } from '../layers/embedded/signed-door.ts';
import { athenaDoor, glueDoor } from './athena/door.ts';
import type { AthenaHome } from './athena/home.ts';
import { storeDoor } from './athena/store/door.ts';
import type { CredentialKeeper } from './credentials.ts';
import { describeError, type HostLog } from './host-log.ts';
import type { HostSettings } from './host-settings.ts';
import type { Identity } from './identity/open-identity.ts';
import type { NodeBindings } from './identity/sender.ts';
import { answerStatusPage } from './status-page.ts';
import { clientCertificateOf, serverOptions } from './tls.ts';

/** `bindings`: what the server gives beside the request, its connection among it. */
export type Fetch = (request: Request, bindings?: unknown) => Response | Promise<Response>;

/** New departments get credentials before the answer that registers them is given. */
async function grantNew(request: Request, ports: Ports, keeper: CredentialKeeper): Promise<void> {
  const path = new URL(request.url).pathname;
  const [, kind, code] = /^\/api\/v1\/(departments|resources)\/([\w-]+)$/.exec(path) ?? [];
  if (request.method !== 'PUT' || code === undefined) return;
  const department = kind === 'departments' ? await find(ports.records, departments, code) : undefined;
  const resource = kind === 'resources' ? await find(ports.records, definitions, code) : undefined;
  keeper.grant(department ? [department.value.code] : (resource?.value.resource.departments ?? []));
}

interface Behind {
  readonly ports: Ports;
  readonly queries: QueryService;
  readonly door: SignedDoor;
  readonly keeper: CredentialKeeper;
  readonly log: HostLog;
  readonly identify: ApiHome['identify'];
  /** Undefined where people sign in elsewhere. */
  readonly identity: Identity | undefined;
  /** Where `/pki/…` is answered: certificates name it. */
  readonly address: () => string;
  /** Who signs with the keys of credentials.json; undefined when they are switched off. */
  readonly keyHolders: AthenaHome['doorkeeper'] | undefined;
}

const noKeys: AthenaHome['doorkeeper'] = { holderOf: () => undefined, resolve: async () => undefined };

/** The clients of Athena: what they ask at /athena and of the catalog at /glue, and the answers they fetch at /s3. */
function createAthenaDoors({ ports, queries, log, keyHolders = noKeys }: Behind) {
  const home: AthenaHome = {
    ports,
    queries,
    doorkeeper: keyHolders,
    audit: (access) => log('access', { ...access }),
    log: (error) => log('failure', describeError(error)),
  };
  return { athena: athenaDoor(home), glue: glueDoor(home), store: storeDoor(home) };
}

/** Answers every request of the host. */
export function createHostFetch(behind: Behind): Fetch {
  const { ports, queries, door, keeper, log, address, identify, identity } = behind;
  const api = createApi({
    ports,
    queries,
    identify,
    ...(identity ? { signIn: identity.door } : {}),
    streams: true,
    address,
    clientCertificate: clientCertificateOf,
    audit: (entry) => log('access', { ...entry }),
    log: (entry) => log('failure', { ...entry }),
  });
  const { athena, glue, store } = createAthenaDoors(behind);
  return async (request, bindings) => {
    const { pathname } = new URL(request.url);
    if (/^\/athena\/?$/.test(pathname)) return athena(request);
    if (/^\/glue\/?$/.test(pathname)) return glue(request);
    if (/^\/s3(\/|$)/.test(pathname)) return store(request);
    if (pathname.startsWith('/put/') || pathname.startsWith('/get/')) return door.answer(request);
    if (/^\/(pki\/|open(\/|$))/.test(pathname)) return api.fetch(request, bindings as object);
    if (identity && pathname.startsWith('/oidc/')) return identity.answer(request, bindings as NodeBindings);
    if (!pathname.startsWith('/api/')) return answerStatusPage(request);
    const response = await api.fetch(request, bindings as object);
    if (response.ok) await grantNew(request, ports, keeper);
    return response;
  };
}

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** The keys of TLS, from now on; until the first, nobody gets through. */
  secure(context: TlsOptions): void;
  close(): Promise<void>;
}

const portTaken = (port: number): InvalidInput =>
  new InvalidInput(
    `port ${port} is in use by another program; set PORT to another one, or PORT=0 for any free one`,
    `端口 ${port} 已被其他程序占用，请用 PORT 指定其他端口，或以 PORT=0 任选空闲端口`,
  );

async function bind(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? portTaken(port) : error;
  }
}

/** An address a browser on this machine can open. */
function urlOf(scheme: 'http' | 'https', host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `${scheme}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

export interface ListenOptions
  extends Pick<HostSettings, 'host' | 'port'>,
    Partial<Pick<HostSettings, 'tls'>> {
  /** Called with each connection that TLS let in. */
  readonly connected?: (socket: TLSSocket) => void;
}

const goodbyeMilliseconds = 3_000;

/** Listens. @throws InvalidInput when the port is taken */
export async function listen(
  fetch: Fetch,
  { host, port, tls, connected }: ListenOptions,
): Promise<Listening> {
  const secured = tls && {
    createServer: createSecureServer,
    serverOptions: serverOptions(tls.clientCertificates),
  };
  const server = createAdaptorServer({ fetch, ...secured } as Parameters<
    typeof createAdaptorServer
  >[0]) as Server;
  if (tls && connected) server.on('secureConnection', connected);
  // A slow line may take hours over a large file; what sends nothing at all is cut off.
  server.requestTimeout = 0;
  server.timeout = 120_000;
  await bind(server, host, port);
  const bound = (server.address() as AddressInfo).port;
  return {
    url: urlOf(tls ? 'https' : 'http', host, bound),
    port: bound,
    secure: (context) => (server as unknown as SecureServer).setSecureContext(context),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const impatient = setTimeout(() => server.closeAllConnections(), goodbyeMilliseconds);
      await closed;
      clearTimeout(impatient);
    },
  };
}

/**
 * Clients of Athena that sign as a seat: for each asker the seat's role is taken on in a session of his own, so that the
 * trail of the cloud tells who of a seat asked. The session's name is a digest, for a trail is read by others than our
 * ledger; the ledger says whose it is.
 */
import { createHash } from 'node:crypto';
import { AthenaClient } from '@aws-sdk/client-athena';
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { type Seat, seatName, sessionPrefix } from '../core/console-leave/seats.ts';
import type { Principal } from '../core/identity/principal.ts';
import { callAws } from './call-aws.ts';

/** The most that AWS gives to a role that takes on a role. */
const sessionSeconds = 3600;
/** Kept by a process; who is left out takes his seat on anew. */
const mostClients = 500;

export interface SeatClients {
  readonly region: string;
  /** ARN of a seat's identity, without the seat's name behind it. */
  readonly identities: string;
}

/** Whoever asks twice has one client; the SDK renews its credentials five minutes before they end. */
export function seatClients(
  sts: STSClient,
  { region, identities }: SeatClients,
): (seat: Seat, principal: Principal) => AthenaClient {
  const clients = new Map<string, AthenaClient>();
  return (seat, principal) => {
    const RoleArn = identities + seatName(seat);
    const RoleSessionName = sessionName(principal);
    const key = `${RoleArn} ${RoleSessionName}`;
    const known = clients.get(key);
    if (known) return known;
    const credentials = () => takeOn(sts, RoleArn, RoleSessionName);
    const client = new AthenaClient({ region, credentials });
    if (clients.size >= mostClients) clients.clear();
    clients.set(key, client);
    return client;
  };
}

/** SHA-256 of `department/account`, shortened: within STS's 64 characters. */
export const sessionName = ({ department = '', name }: Principal): string =>
  sessionPrefix + createHash('sha256').update(`${department}/${name}`).digest('hex').slice(0, 40);

async function takeOn(sts: STSClient, RoleArn: string, RoleSessionName: string) {
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName, DurationSeconds: sessionSeconds });
  const { Credentials } = await callAws('sts AssumeRole', () => sts.send(command));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = Credentials ?? {};
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration && { expiration: Expiration }),
  };
}

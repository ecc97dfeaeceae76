/**
 * What a store remembers, in one SQLite file: what was loaded, every number that ever left with whom it rests on, the
 * results, the certificates it asked for, and its log. A result and the numbers in it are written in one transaction, before anything is sent.
 */
import { DatabaseSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Given } from '../../layers/core/disclosure/release.ts';
import { type Part, partSchema } from '../../schemas/refinery.ts';
import type { ResultDocument } from '../../schemas/result.ts';

const tables = `
  create table if not exists loads (id text primary key, resource text not null, period text not null,
    file text not null, digest text not null, parts text not null, at text not null) strict;
  create table if not exists given (identity text primary key, resource text not null, measure text not null,
    period text not null, release text not null, inflation real not null, value real not null,
    units blob not null, at text not null) strict;
  create table if not exists caps (resource text not null, item text not null, cap real not null,
    primary key (resource, item)) strict;
  create table if not exists results (question text not null, version integer not null, period text not null,
    signed text not null, posted text, primary key (question, version, period)) strict;
  create table if not exists certificates (number integer primary key, public_key text not null, csr text not null,
    idempotency text not null, request text, chain text, not_after text) strict;
  create table if not exists log (number integer primary key, at text not null, event text not null,
    detail text not null) strict;`;

export interface Load {
  readonly id: string;
  readonly resource: string;
  readonly period: string;
  readonly file: string;
  readonly digest: string;
  readonly parts: readonly Part[];
  readonly at: string;
}

/** As a result is kept: it is signed when it is handed in, with the key and certificate of that time. */
interface Kept {
  readonly document: ResultDocument;
}

/** A certificate that the store asked for, from before it asked until after it was issued. */
export interface AskedCertificate {
  readonly number: number;
  /** PKCS #10, PEM. */
  readonly csr: string;
  /** Under which it is asked for, so that asking again makes no second request. */
  readonly idempotency: string;
  readonly request?: string;
  readonly issued?: IssuedCertificate;
}

export interface IssuedCertificate {
  /** The store's certificate, then its issuer: DER in base64. */
  readonly chain: readonly string[];
  readonly notAfter: string;
}

export interface LogLine {
  readonly at: string;
  readonly event: string;
  readonly detail: Record<string, unknown>;
}

export interface StoreState {
  loads(resource?: string): Load[];
  addLoad(load: Load): void;
  given(resource: string): Given[];
  capOf(resource: string, item: string): number | undefined;
  hasResult(question: string, version: number, period: string): boolean;
  unposted(): ResultDocument[];
  /** All or nothing. */
  keepResult(
    document: ResultDocument,
    given: readonly Given[],
    caps: ReadonlyMap<string, number>,
    at: string,
  ): void;
  markPosted(document: ResultDocument, at: string): void;
  /** Over a key (SPKI, base64), newest first. */
  certificates(publicKey: string): AskedCertificate[];
  prepareCertificate(publicKey: string, asked: Pick<AskedCertificate, 'csr' | 'idempotency'>): void;
  keepRequest(number: number, request: string, at: string): void;
  keepCertificate(number: number, issued: IssuedCertificate, at: string): void;
  log(at: string, event: string, detail: Record<string, unknown>): void;
  lastLines(count: number): LogLine[];
  close(): void;
}

const pack = (units: readonly string[]): Uint8Array => deflateRawSync(Buffer.from(units.join('\n')));
const unpack = (bytes: Uint8Array): string[] => inflateRawSync(bytes).toString('utf8').split('\n');

function askedOf(row: Record<string, unknown>): AskedCertificate {
  const { number, csr, idempotency, request, chain, not_after: notAfter } = row;
  return {
    number: Number(number),
    csr: String(csr),
    idempotency: String(idempotency),
    ...(request === null ? {} : { request: String(request) }),
    ...(chain === null
      ? {}
      : { issued: { chain: JSON.parse(String(chain)) as string[], notAfter: String(notAfter) } }),
  };
}

/** Whoever else has it open is waited for, ten seconds. */
export function openStoreState(path: string): StoreState {
  const database = new DatabaseSync(path);
  database.exec(
    `pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 10000; ${tables}`,
  );
  const all = (sql: string, ...values: (string | number)[]) =>
    database.prepare(sql).all(...values) as Record<string, never>[];
  const run = (sql: string, ...values: (string | number | Uint8Array | null)[]) =>
    void database.prepare(sql).run(...values);

  function together(work: () => void): void {
    database.exec('begin immediate');
    try {
      work();
      database.exec('commit');
    } catch (error) {
      database.exec('rollback');
      throw error;
    }
  }

  const log: StoreState['log'] = (at, event, detail) =>
    run('insert into log (at, event, detail) values (?, ?, ?)', at, event, JSON.stringify(detail));

  const addGiven = (resource: string, one: Given) =>
    run(
      'insert into given values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      one.identity,
      resource,
      one.measure,
      one.period,
      one.release,
      one.inflation,
      one.value,
      pack(one.units),
      one.at,
    );

  return {
    loads: (resource) =>
      all('select * from loads where ?1 = ?2 or resource = ?1 order by at, id', resource ?? '', '').map(
        (row: Record<string, unknown>) => ({
          ...(row as unknown as Load),
          parts: partSchema.array().parse(JSON.parse(String(row.parts))),
        }),
      ),
    addLoad: ({ id, resource, period, file, digest, parts, at }) =>
      together(() => {
        run(
          'insert into loads values (?, ?, ?, ?, ?, ?, ?)',
          id,
          resource,
          period,
          file,
          digest,
          JSON.stringify(parts),
          at,
        );
        const rows = parts.reduce((sum, part) => sum + part.rows, 0);
        log(at, 'loaded', { load: id, resource, period, digest, rows });
      }),
    given: (resource) =>
      all('select * from given where resource = ? order by at, identity', resource).map(
        (row: Record<string, unknown>) => ({
          ...(row as unknown as Given),
          units: unpack(row.units as Uint8Array),
        }),
      ),
    capOf: (resource, item) =>
      (
        all('select cap from caps where resource = ? and item = ?', resource, item)[0] as
          | { cap: number }
          | undefined
      )?.cap,
    hasResult: (question, version, period) =>
      all(
        'select 1 from results where question = ? and version = ? and period = ?',
        question,
        version,
        period,
      ).length > 0,
    unposted: () =>
      all('select signed from results where posted is null').map(
        (row: Record<string, unknown>) => (JSON.parse(String(row.signed)) as Kept).document,
      ),
    keepResult: (document, given, caps, at) =>
      together(() => {
        const { question, version, period, resource, withheld } = document;
        for (const one of given) addGiven(resource, one);
        for (const [item, cap] of caps)
          run('insert or ignore into caps values (?, ?, ?)', resource, item, cap);
        run(
          'insert into results values (?, ?, ?, ?, null)',
          question,
          version,
          period,
          JSON.stringify({ document } satisfies Kept),
        );
        log(at, 'result made', {
          question,
          version,
          period,
          numbers: given.length,
          ...(withheld ? { withheld } : {}),
        });
      }),
    markPosted: ({ question, version, period }, at) =>
      together(() => {
        run(
          'update results set posted = ? where question = ? and version = ? and period = ?',
          at,
          question,
          version,
          period,
        );
        log(at, 'result posted', { question, version, period });
      }),
    certificates: (publicKey) =>
      all('select * from certificates where public_key = ? order by number desc', publicKey).map(askedOf),
    prepareCertificate: (publicKey, { csr, idempotency }) =>
      run(
        'insert into certificates (public_key, csr, idempotency) values (?, ?, ?)',
        publicKey,
        csr,
        idempotency,
      ),
    keepRequest: (number, request, at) =>
      together(() => {
        run('update certificates set request = ? where number = ?', request, number);
        log(at, 'certificate requested', { request });
      }),
    keepCertificate: (number, { chain, notAfter }, at) =>
      together(() => {
        run(
          'update certificates set chain = ?, not_after = ? where number = ?',
          JSON.stringify(chain),
          notAfter,
          number,
        );
        log(at, 'certificate taken up', { notAfter });
      }),
    log,
    lastLines: (count) =>
      all('select at, event, detail from log order by number desc limit ?', count).map(
        (row: Record<string, unknown>) => ({
          at: String(row.at),
          event: String(row.event),
          detail: JSON.parse(String(row.detail)) as Record<string, unknown>,
        }),
      ),
    close: () => database.close(),
  };
}

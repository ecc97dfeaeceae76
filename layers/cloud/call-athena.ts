/** Calls of Athena: what whoever asked can do something about is told to him, and is no fault of ours. */
import { InvalidRequestException, TooManyRequestsException } from '@aws-sdk/client-athena';
import { TooMany } from '../core/errors.ts';
import { expired } from '../core/workbench/query-errors.ts';
import { awsErrorName, callAws } from './call-aws.ts';

const waitSeconds = 5;

/** @param operation Athena's name of it. @throws TooMany, TransientError */
export const callAthena = <T>(operation: string, call: () => Promise<T>): Promise<T> =>
  callAws(`athena ${operation}`, async () => {
    try {
      return await call();
    } catch (error) {
      throw isBusy(error) ? busy() : error;
    }
  });

/**
 * Of a query that was asked before. Athena forgets it after 45 days; its rows go sooner, by the bucket's days or when the
 * seat is to read less.
 *
 * @throws Refused `query-expired`, and as `callAthena`
 */
export const callKept = <T>(id: string, operation: string, call: () => Promise<T>): Promise<T> =>
  callAthena(operation, async () => {
    try {
      return await call();
    } catch (error) {
      throw isGone(error) ? expired(id) : error;
    }
  });

/** It names no other error for it: `QueryExecution … was not found`, `Could not find results`. */
const isGone = (error: unknown): boolean =>
  error instanceof InvalidRequestException && /not find|not found|no longer kept/i.test(error.message);

const isBusy = (error: unknown): boolean =>
  error instanceof TooManyRequestsException || awsErrorName(error) === 'ThrottlingException';

const busy = (): TooMany =>
  new TooMany(
    'Athena takes no more queries of this account at the moment; wait, or stop one',
    'Athena 暂不接受更多查询，请稍候或停止其中之一',
    waitSeconds,
  );

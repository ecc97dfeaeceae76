/** The door of every step that a schedule starts. What fails is logged, alarms, and is due again next time. */
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { makeLogger } from './masked-logger.ts';

/** Makes the Lambda handler; `use` is called without arguments and its answer is logged. */
export function scheduleHandler(use: () => Promise<unknown>) {
  const logger = makeLogger();
  return middy<unknown, void>()
    .use(injectLambdaContext(logger))
    .handler(async () => {
      try {
        logger.info('done', { outcome: await use() });
      } catch (error) {
        logger.error('it is due again next time', error instanceof Error ? error : String(error));
        throw error;
      }
    });
}

/**
 * The tokeniser: the only function that may open the key tokens are made with. It is asked by the steps that
 * desensitise and by the API, and logs each call: for whom, for which resource, how many, never what.
 */
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { makeAwsClients } from '../../layers/cloud/aws-clients.ts';
import { parseCloudEnv } from '../../layers/cloud/cloud-env.ts';
import { configured } from '../../layers/cloud/misconfigured.ts';
import { s3ObjectStore } from '../../layers/cloud/s3-object-store.ts';
import { kmsTokenKeys } from '../../layers/cloud/tokeniser-keys.ts';
import { whenUsed } from '../../layers/cloud/when-used.ts';
import { InvalidInput } from '../../layers/core/errors.ts';
import { keptTokeniser } from '../../layers/tokeniser/kept-tokeniser.ts';
import { type TokeniserCall, tokeniserCallSchema } from '../../schemas/token.ts';
import { makeLogger } from '../masked-logger.ts';

const env = parseCloudEnv();
const { kms, s3 } = makeAwsClients(env);
const logger = makeLogger();
const keys = whenUsed(() =>
  kmsTokenKeys(kms, configured(env.TOKEN_KEY, 'TOKEN_KEY'), s3ObjectStore(s3, { lake: env.BUCKET_LAKE })),
);

const tokeniser = keptTokeniser(keys, (event, fields) => logger.info(event, fields));

async function answer(call: TokeniserCall): Promise<unknown> {
  if (call.want === 'status') return tokeniser.status();
  if (call.want === 'rotate') return tokeniser.rotate();
  return (await tokeniser.tokens(call.order)).join('');
}

export const handler = middy<unknown, unknown>()
  .use(injectLambdaContext(logger))
  .handler(async (event) => {
    try {
      return { value: await answer(tokeniserCallSchema.parse(event)) };
    } catch (error) {
      if (error instanceof InvalidInput) return { refused: { en: error.in('en'), zh: error.in('zh') } };
      throw error;
    }
  });

/** The tokeniser as those see it who may call it: a function of its own, asked over Lambda. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { type TokeniserCall, tokeniserStatusSchema } from '../../schemas/token.ts';
import { InvalidInput, TransientError } from '../core/errors.ts';
import type { Tokeniser } from '../core/ports/tokeniser.ts';
import { splitTokens } from '../tokeniser/make-tokens.ts';
import { callAws } from './call-aws.ts';

/** What the function answers: the outcome, or why the order was not taken. */
export const tokeniserAnswerSchema = z.union([
  z.object({ value: z.unknown() }),
  z.object({ refused: z.object({ en: z.string(), zh: z.string() }) }),
]);

export function lambdaTokeniser(lambda: LambdaClient, functionName: string): Tokeniser {
  async function ask(call: TokeniserCall): Promise<unknown> {
    const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(call) });
    const { FunctionError, Payload } = await callAws('lambda Invoke', () => lambda.send(command));
    if (FunctionError !== undefined || Payload === undefined) throw failed();
    const answer = tokeniserAnswerSchema.parse(JSON.parse(Buffer.from(Payload).toString('utf8')));
    if ('refused' in answer) throw new InvalidInput(answer.refused.en, answer.refused.zh);
    return answer.value;
  }
  return {
    tokens: async (order) => splitTokens(z.string().parse(await ask({ want: 'tokens', order }))),
    status: async () => tokeniserStatusSchema.parse(await ask({ want: 'status' })),
    rotate: async () => tokeniserStatusSchema.parse(await ask({ want: 'rotate' })),
  };
}

const failed = (): TransientError =>
  new TransientError(
    'the tokeniser failed; it is tried again, see its log if it stays',
    '令牌服务失败，将自动重试；若持续失败请查看其日志',
  );

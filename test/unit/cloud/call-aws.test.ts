import { callAws } from '../../../layers/cloud/call-aws.ts';
import { InvalidInput, TransientError } from '../../../layers/core/errors.ts';

describe('a failed call of a service', () => {
  test('may pass, names the call and the fault, and keeps the cause', async () => {
    const cause = Object.assign(new Error('key drop/tax/张三'), { name: 'SlowDown' });
    const error = await callAws('s3 PutObject', () => Promise.reject(cause)).catch(
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({
      cause,
      message: expect.stringContaining('s3 PutObject failed with SlowDown'),
    });
  });

  test("does not repeat the service's words: they may hold what nobody should read", async () => {
    const cause = new Error('value 520102199003078518 in key drop/tax/张三');
    await expect(callAws('s3 PutObject', () => Promise.reject(cause))).rejects.not.toThrow(/520102|张三/);
  });

  test('stays what it is where an adapter has named it', async () => {
    const named = new InvalidInput('too large', '过大');
    await expect(callAws('s3 PutObject', () => Promise.reject(named))).rejects.toBe(named);
  });
});

/** What an operator sets for a stage reaches the functions; what a function cannot do is refused before it is deployed. */
import { App } from 'aws-cdk-lib';
import { functionNames } from '../../infra/function-names.ts';
import { readStage } from '../../infra/stage.ts';
import { settingsOf } from '../../infra/stage-settings.ts';
import { cloudEnvSchema } from '../../layers/cloud/cloud-env.ts';
import { synthesise } from './synthesise.ts';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

const read = (described: object) => {
  const usual = { scanner: 'none', issuer: 'https://a.example', audience: 'x', runbook: 'https://b.example' };
  const context = { stage: 'here', stages: { here: { ...usual, ...described } } };
  return readStage(new App({ context }).node);
};

function functionsOf(change: object) {
  const { resources } = synthesise('city', undefined, change);
  const all = Object.values(resources);
  const lambdas = all.filter(({ Type }) => Type === 'AWS::Lambda::Function').map((one) => one.Properties);
  const named = (name: string) =>
    lambdas.find((lambda) => lambda.Environment.Variables.POWERTOOLS_SERVICE_NAME === name) ?? {};
  return {
    lambdas,
    named,
    of: (type: string) => all.filter((one) => one.Type === type).map((one) => one.Properties),
  };
}

test('figures of a stage reach every function, as its code reads them', () => {
  const { lambdas } = functionsOf({ settings: { ticketMinutes: 90, chunkBytes: 32 * mebibyte } });
  expect(lambdas).toHaveLength(functionNames.length);
  for (const { Environment } of lambdas)
    expect(cloudEnvSchema.parse({ SETTINGS: Environment.Variables.SETTINGS }).SETTINGS).toMatchObject({
      ticketMinutes: 90,
      chunkBytes: 32 * mebibyte,
      acknowledgeHours: 24,
    });
});

test('longer steps let larger files in, up to what the scratch space holds; queues wait six times as long', () => {
  const { named, of } = functionsOf({ stepSeconds: 300 });
  expect(named('transform-batch').Timeout).toBe(300);
  expect(named('api').Timeout).toBe(29);
  const queues = of('AWS::SQS::Queue').filter((queue) => queue.RedrivePolicy !== undefined);
  for (const queue of queues) expect(queue.VisibilityTimeout).toBe(1800);
  const sizes = [60, 120, 300, 900].map((stepSeconds) => settingsOf(read({ stepSeconds })).uploadBytes);
  expect(sizes).toEqual([2100 * mebibyte, 4200 * mebibyte, 9 * gibibyte, 9 * gibibyte]);
  const { uploadBytes = 0, wholeFileBytes = 0, singlePutBytes = 0 } = settingsOf(read({}));
  expect(singlePutBytes).toBe(uploadBytes);
  expect(wholeFileBytes).toBeLessThan(uploadBytes);
});

test('how many calls work at once is the stage\u2019s to set', () => {
  const { named, of } = functionsOf({ concurrency: { chunks: 7, api: 20 } });
  expect(named('transform-chunk').ReservedConcurrentExecutions).toBe(7);
  expect(named('api').ReservedConcurrentExecutions).toBe(20);
  expect(named('route-batch').ReservedConcurrentExecutions).toBe(10);
  const most = of('AWS::Lambda::EventSourceMapping').map((source) => source.ScalingConfig.MaximumConcurrency);
  expect(most.sort()).toEqual([10, 50, 50, 50, 7]);
});

test.each([
  ['more than the scratch space holds', { settings: { uploadBytes: 100 * gibibyte } }, /uploadBytes/],
  ['more than S3 puts at once', { settings: { singlePutBytes: 6 * gibibyte } }, /singlePutBytes/],
  ['a whole file of any size', { settings: { wholeFileBytes: 8 * gibibyte } }, /wholeFileBytes/],
  ['a figure nobody knows', { settings: { uploadbytes: 1 } }, /uploadbytes/],
  ['a figure that is none', { settings: { askHours: -1 } }, /askHours/],
  ['a step longer than a function may run', { stepSeconds: 901 }, /stepSeconds/],
])('%s is refused', (_what, described, message) => {
  expect(() => read(described)).toThrow(message);
});

describe.each(['x64', 'arm64'])('a stage on %s', (architecture) => {
  test('runs every function on it, and its layer says so', () => {
    const { lambdas, of } = functionsOf({ architecture });
    const named = architecture === 'arm64' ? 'arm64' : 'x86_64';
    for (const lambda of lambdas) expect(lambda.Architectures).toEqual([named]);
    const layers = of('AWS::Lambda::LayerVersion');
    expect(layers.map((layer) => layer.CompatibleArchitectures)).toEqual([[named]]);
  });
});

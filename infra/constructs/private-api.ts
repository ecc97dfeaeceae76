/**
 * The API in a private stage: a REST API that answers on the network's own endpoint only (HTTP APIs cannot). It has
 * no token authorizer of that kind; the function checks every token itself, in both stages.
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeRule } from '../acknowledge-rule.ts';
import type { Stage } from '../stage.ts';
import type { Keys } from './keys.ts';
import type { Network } from './network.ts';
import type { Step } from './step.ts';

export interface PrivateApiProps {
  readonly stage: Stage;
  readonly keys: Keys;
  readonly step: Step;
  readonly network: Network;
}

export class PrivateApi extends Construct {
  readonly address: string;

  constructor(scope: Construct, id: string, props: PrivateApiProps) {
    super(scope, id);
    const { stage, keys, step, network } = props;
    const logs = new LogGroup(this, 'AccessLogs', {
      retention: stage.logDays,
      encryptionKey: keys.logs,
      removalPolicy: stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    const api = new RestApi(this, 'Api', {
      endpointConfiguration: { types: [EndpointType.PRIVATE], vpcEndpoints: [network.apiEndpoint] },
      policy: onlyThrough(network.apiEndpoint.vpcEndpointId),
      cloudWatchRole: false,
      binaryMediaTypes: ['*/*'],
      deployOptions: {
        stageName: 'v1',
        tracingEnabled: true,
        metricsEnabled: true,
        loggingLevel: MethodLoggingLevel.ERROR,
        accessLogDestination: new LogGroupLogDestination(logs),
        accessLogFormat: AccessLogFormat.custom(accessLine),
        throttlingRateLimit: 500,
        throttlingBurstLimit: 1000,
      },
    });
    api.root.addProxy({ defaultIntegration: new LambdaIntegration(step.function) });
    this.explain(api);
    this.address = api.url;
  }

  private explain(api: RestApi): void {
    acknowledgeRule(api, 'AwsSolutions-APIG2', 'the function checks every request with its schema');
    acknowledgeRule(api, 'AwsSolutions-APIG3', 'the API has no public address a firewall could stand before');
    acknowledgeRule(
      api,
      'AwsSolutions-APIG4',
      'the function checks every token; Cognito is not in every partition',
    );
    acknowledgeRule(
      api,
      'AwsSolutions-COG4',
      'the function checks every token; Cognito is not in every partition',
    );
  }
}

const accessLine = JSON.stringify({
  at: '$context.requestTime',
  request: '$context.requestId',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
});

function onlyThrough(endpointId: string): PolicyDocument {
  const call = {
    actions: ['execute-api:Invoke'],
    resources: ['execute-api:/*'],
    principals: [new AnyPrincipal()],
  };
  return new PolicyDocument({
    statements: [
      new PolicyStatement({ ...call, effect: Effect.ALLOW }),
      new PolicyStatement({
        ...call,
        effect: Effect.DENY,
        conditions: { StringNotEquals: { 'aws:SourceVpce': endpointId } },
      }),
    ],
  });
}

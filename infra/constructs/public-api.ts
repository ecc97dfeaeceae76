/** The API in a stage with public addresses: an HTTP API that checks tokens before the function is called. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeRule } from '../acknowledge-rule.ts';
import type { Stage } from '../stage.ts';
import type { Keys } from './keys.ts';
import type { Lake } from './lake.ts';
import { MutualTls } from './mutual-tls.ts';
import type { Step } from './step.ts';

export interface PublicApiProps {
  readonly stage: Stage;
  readonly keys: Keys;
  readonly step: Step;
  readonly lake: Lake;
}

/** Everything under /api/ but these needs a token; the console's own files are open, they hold no data. What was opened to society is for everybody. */
const openPaths = [
  '/api/v1/health',
  '/api/v1/openapi.json',
  '/api/v1/docs',
  '/api/v1/docs/{file+}',
  '/open',
  '/open/{file+}',
  '/',
  '/{file+}',
];

export class PublicApi extends Construct {
  readonly address: string;
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: PublicApiProps) {
    super(scope, id);
    const { stage, step } = props;
    const integration = new HttpLambdaIntegration('Function', step.function);
    const authorizer = new HttpJwtAuthorizer('Tokens', stage.issuer, { jwtAudience: [stage.audience] });
    this.api = new HttpApi(this, 'Api', { defaultAuthorizer: authorizer, createDefaultStage: false });
    this.api.addRoutes({ path: '/api/{path+}', methods: [HttpMethod.ANY], integration });
    for (const path of openPaths) this.addOpenRoute(path, integration);
    this.addOpenRoute('/pki/ocsp', integration, [HttpMethod.POST]);
    // Signed with a certificate instead of a token: the function checks either.
    this.addOpenRoute('/api/v1/resources/{code}/records', integration, [HttpMethod.POST]);
    const made = this.makeStage(props);
    this.address = made.url;
    if (stage.mutualTls)
      new MutualTls(this, 'MutualTls', {
        settings: stage.mutualTls,
        lake: props.lake,
        api: this.api,
        stage: made,
      });
  }

  private addOpenRoute(
    path: string,
    integration: HttpLambdaIntegration,
    methods: HttpMethod[] = [HttpMethod.GET],
  ): void {
    const authorizer = new HttpNoneAuthorizer();
    const routes = this.api.addRoutes({ path, methods, integration, authorizer });
    for (const route of routes)
      acknowledgeRule(
        route,
        'AwsSolutions-APIG4',
        'health, the API description and the console hold no data; records are signed by their sender; under /pki are signed answers about certificates, under /open lies what was opened to society',
      );
  }

  private makeStage({ stage, keys }: PublicApiProps): HttpStage {
    const logs = new LogGroup(this, 'AccessLogs', {
      retention: stage.logDays,
      encryptionKey: keys.logs,
      removalPolicy: stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    const made = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 500, burstLimit: 1000 },
      detailedMetricsEnabled: true,
      accessLogSettings: { destination: new LogGroupLogDestination(logs), format: accessLine },
    });
    return made;
  }
}

/** Who asked what and how it went. Paths name records, never persons; queries and bodies are left out. */
const accessLine = AccessLogFormat.custom(
  JSON.stringify({
    at: '$context.requestTime',
    request: '$context.requestId',
    method: '$context.httpMethod',
    route: '$context.routeKey',
    status: '$context.status',
    milliseconds: '$context.responseLatency',
  }),
);

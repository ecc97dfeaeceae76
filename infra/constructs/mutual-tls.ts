/**
 * A name of the city's own for the public API, at which the gateway asks every client for a certificate of the
 * authority. The gateway checks the chain; the function checks revocation at each request.
 */
import {
  ApiMapping,
  DomainName,
  type HttpApi,
  type HttpStage,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import type { Lake } from './lake.ts';

export interface MutualTlsProps {
  readonly settings: NonNullable<Stage['mutualTls']>;
  readonly lake: Lake;
  readonly api: HttpApi;
  readonly stage: HttpStage;
}

export class MutualTls extends Construct {
  constructor(scope: Construct, id: string, { settings, lake, api, stage }: MutualTlsProps) {
    super(scope, id);
    const domainName = new DomainName(this, 'Domain', {
      domainName: settings.domain,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', settings.certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
      mtls: { bucket: lake.lake, key: settings.truststore },
    });
    new ApiMapping(this, 'Mapping', { api, domainName, stage });
  }
}

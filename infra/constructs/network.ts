/**
 * The private stage's network: subnets without a way out, and an endpoint for each service the functions call.
 * Nothing in it has a public address; policies elsewhere admit content requests from these endpoints only.
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import type { Keys } from './keys.ts';

export interface NetworkProps {
  readonly stage: Stage;
  readonly keys: Keys;
}

const services = {
  Sqs: InterfaceVpcEndpointAwsService.SQS,
  Sns: InterfaceVpcEndpointAwsService.SNS,
  Kms: InterfaceVpcEndpointAwsService.KMS,
  // The tokeniser is called through it.
  Lambda: InterfaceVpcEndpointAwsService.LAMBDA,
  Glue: InterfaceVpcEndpointAwsService.GLUE,
  Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Monitoring: InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING,
  XRay: InterfaceVpcEndpointAwsService.XRAY,
  // Images of the scanner.
  EcrApi: InterfaceVpcEndpointAwsService.ECR,
  EcrImages: InterfaceVpcEndpointAwsService.ECR_DOCKER,
} as const;

/** What tends Athena's console calls, and what asks SQL in a seat's name. */
const consoleServices = {
  Athena: InterfaceVpcEndpointAwsService.ATHENA,
  LakeFormation: InterfaceVpcEndpointAwsService.LAKE_FORMATION,
  Sts: InterfaceVpcEndpointAwsService.STS,
} as const;

export class Network extends Construct {
  readonly vpc: Vpc;
  /** What the functions stand in: they may call endpoints and the scanner, nobody may call them. */
  readonly functions: SecurityGroup;
  /** Where the city's network reaches the API. */
  readonly apiEndpoint: InterfaceVpcEndpoint;
  /** Content may be asked for through these only. */
  readonly endpointIds: readonly string[];
  private readonly endpoints: SecurityGroup;
  private readonly city: SecurityGroup;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    this.vpc = this.makeVpc(props);
    this.functions = new SecurityGroup(this, 'Functions', { vpc: this.vpc, allowAllOutbound: true });
    this.endpoints = new SecurityGroup(this, 'Endpoints', { vpc: this.vpc, allowAllOutbound: false });
    this.city = new SecurityGroup(this, 'City', { vpc: this.vpc, allowAllOutbound: false });
    this.letReachEndpoints(this.functions);
    this.letCityIn(props.stage.cityNetworks);
    const s3 = this.vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
    const dynamo = this.vpc.addGatewayEndpoint('DynamoDb', {
      service: GatewayVpcEndpointAwsService.DYNAMODB,
    });
    // Departments up- and download through this one, from their own networks.
    const s3Addresses = this.addEndpoint('S3Interface', InterfaceVpcEndpointAwsService.S3, true);
    this.apiEndpoint = this.addEndpoint('Api', InterfaceVpcEndpointAwsService.APIGATEWAY, true);
    const called = { ...services, ...(props.stage.workbench && consoleServices) };
    for (const [name, service] of Object.entries(called)) this.addEndpoint(name, service);
    this.endpointIds = [s3.vpcEndpointId, dynamo.vpcEndpointId, s3Addresses.vpcEndpointId];
  }

  private makeVpc({ stage, keys }: NetworkProps): Vpc {
    const logs = new LogGroup(this, 'FlowLogs', {
      retention: stage.logDays,
      encryptionKey: keys.logs,
      removalPolicy: stage.isTest ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    return new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.20.0.0/20'),
      maxAzs: 2,
      natGateways: 0,
      // Emptying the default security group needs a custom resource; nothing stands in that group.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'inner', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 23 }],
      flowLogs: { All: { destination: FlowLogDestination.toCloudWatchLogs(logs) } },
    });
  }

  /** What stands in this group may call the endpoints. */
  letReachEndpoints(group: SecurityGroup): void {
    this.endpoints.addIngressRule(group, Port.tcp(443), 'from inside');
  }

  /** Departments reach the API, and put and get their files, from the city's own networks. */
  private letCityIn(ranges: readonly string[]): void {
    for (const range of ranges) this.city.addIngressRule(Peer.ipv4(range), Port.tcp(443), 'from the city');
  }

  private addEndpoint(
    name: string,
    service: InterfaceVpcEndpointAwsService,
    isForCity = false,
  ): InterfaceVpcEndpoint {
    return new InterfaceVpcEndpoint(this, name, {
      vpc: this.vpc,
      service,
      // S3's gateway endpoint already answers its usual name for this network.
      privateDnsEnabled: service !== InterfaceVpcEndpointAwsService.S3,
      securityGroups: isForCity ? [this.endpoints, this.city] : [this.endpoints],
      open: false,
    });
  }
}

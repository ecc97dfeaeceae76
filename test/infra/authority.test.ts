/** The certificate authority's key in the cloud, and a name at which clients must show a certificate. */
import { App } from 'aws-cdk-lib';
import { readStage } from '../../infra/stage.ts';
import { synthesise, type TemplateValue } from './synthesise.ts';

const mutualTls = {
  domain: 'exchange.city.example',
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/0f0f0f0f-0000-4000-8000-000000000000',
};
const city = synthesise('city', undefined, { mutualTls, pkiAddress: 'https://pki.city.example' });
const all = (type: string) =>
  Object.entries(city.resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => [id, resource.Properties] as const);

const environmentOf = (lambda: TemplateValue): Record<string, string> => lambda.Environment?.Variables ?? {};

test('the issuing key signs, cannot be had, and is kept', () => {
  const found = all('AWS::KMS::Key').filter(([id]) => id.startsWith('Authority'));
  expect(found.map(([, key]) => [key.KeySpec, key.KeyUsage])).toEqual([['ECC_NIST_P256', 'SIGN_VERIFY']]);
  const [id = ''] = found[0] ?? [];
  expect(city.resources[id]?.DeletionPolicy).toBe('Retain');
});

test('only the API and the sweep may sign with it', () => {
  const holders = all('AWS::Lambda::Function')
    .filter(([, lambda]) => environmentOf(lambda).AUTHORITY_KEY !== undefined)
    .map(([, lambda]) => environmentOf(lambda).POWERTOOLS_SERVICE_NAME);
  expect(holders.sort()).toEqual(['api', 'sweep']);
  const [, sweep] =
    all('AWS::Lambda::Function').find(([, one]) => environmentOf(one).POWERTOOLS_SERVICE_NAME === 'sweep') ??
    [];
  expect(environmentOf(sweep).SIGNING_KEY).toBeUndefined();
  const granted = all('AWS::IAM::Policy').filter(([, policy]) =>
    policy.PolicyDocument.Statement.some(
      ({ Action, Resource }: { Action: string | string[]; Resource: unknown }) =>
        [Action].flat().includes('kms:Sign') && JSON.stringify(Resource).includes('"Authority'),
    ),
  );
  expect(granted).toHaveLength(2);
});

test('anybody may ask about certificates, without a token', () => {
  const routes = all('AWS::ApiGatewayV2::Route').map(([, route]) => route);
  const status = routes.find((route) => route.RouteKey === 'POST /pki/ocsp');
  expect(status?.AuthorizationType).toBe('NONE');
  const [, api] =
    all('AWS::Lambda::Function').find(([, one]) => environmentOf(one).POWERTOOLS_SERVICE_NAME === 'api') ??
    [];
  expect(environmentOf(api).PKI_ADDRESS).toBe('https://pki.city.example');
});

test('the city’s own name asks clients for certificates that the truststore vouches for', () => {
  const [[, domain] = []] = all('AWS::ApiGatewayV2::DomainName');
  expect(domain?.DomainName).toBe(mutualTls.domain);
  expect(JSON.stringify(domain?.MutualTlsAuthentication)).toContain('/pki/truststore.pem');
  expect(domain?.DomainNameConfigurations[0]).toMatchObject({ SecurityPolicy: 'TLS_1_2' });
  expect(all('AWS::ApiGatewayV2::ApiMapping')).toHaveLength(1);
});

test('without the setting there is no such name, and a private stage cannot have one', () => {
  expect(synthesise('city').text).not.toContain('AWS::ApiGatewayV2::DomainName');
  const described = {
    scanner: 'none',
    issuer: 'https://a.example',
    audience: 'x',
    runbook: 'https://b.example',
  };
  const stages = { here: { ...described, isPrivate: true, mutualTls } };
  expect(() => readStage(new App({ context: { stage: 'here', stages } }).node)).toThrow(/private/);
});

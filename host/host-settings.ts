/** What an operator may set, from the environment. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { InvalidInput } from '../layers/core/errors.ts';
import { type Directory, directories } from '../layers/core/identity/resolve-principal.ts';
import { type KeyAlgorithm, keyAlgorithms } from '../layers/core/ports/authority.ts';
import { type Settings, settingsSchema } from '../layers/core/ports/settings.ts';
import { type IdentitySettings, identitySettingsSchema } from './identity/identity-settings.ts';

/** The figures of `settingsSchema` an operator wants otherwise, as JSON: `{"ticketMinutes": 60}`. */
const figuresSchema = z
  .string()
  .default('{}')
  .transform((text, context): Settings => {
    try {
      return settingsSchema.strict().parse(JSON.parse(text));
    } catch {
      context.addIssue({ code: 'custom', message: 'not settings' });
      return z.NEVER;
    }
  });

/** The figures of `identitySettingsSchema` an operator wants otherwise, as JSON: `{"sessionHours": 8}`. */
const identitySchema = z
  .string()
  .default('{}')
  .transform((text, context): IdentitySettings => {
    try {
      return identitySettingsSchema.parse(JSON.parse(text));
    } catch {
      context.addIssue({ code: 'custom', message: 'not settings' });
      return z.NEVER;
    }
  });

/** Whether clients show a certificate when they connect. */
const clientCertificates = ['none', 'optional', 'required'] as const;
export type ClientCertificates = (typeof clientCertificates)[number];

const environmentSchema = z.object({
  SHUIYUAN_HOME: z.string().min(1).default('./.shuiyuan'),
  HOST: z.string().min(1).default('127.0.0.1'),
  SHUIYUAN_ADDRESS: z.url({ protocol: /^https?$/ }).optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8620),
  SHUIYUAN_SETTINGS: figuresSchema,
  SHUIYUAN_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  SHUIYUAN_AUDIENCE: z.string().min(1).default('shuiyuan'),
  SHUIYUAN_DIRECTORY: z.enum(directories).default('records'),
  SHUIYUAN_IDENTITY: identitySchema,
  SHUIYUAN_BOOTSTRAP_TOKENS: z.enum(['off', 'on']).default('on'),
  SHUIYUAN_TLS: z.enum(['off', 'on']).default('off'),
  SHUIYUAN_CLIENT_CERTIFICATES: z.enum(clientCertificates).default('optional'),
  SHUIYUAN_PKI_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  SHUIYUAN_KEY_ALGORITHM: z.enum(keyAlgorithms).default('P-256'),
  SHUIYUAN_BACKUP_TO: z.string().min(1).optional(),
  SHUIYUAN_BACKUP_MINUTES: z.coerce.number().int().min(1).max(1440).default(60),
});

export interface HostSettings {
  /** Data folder, absolute. */
  readonly folder: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Where other machines reach the host: signed addresses lie under it. Default: host and port. */
  readonly address: string | undefined;
  readonly settings: Settings;
  /** Of the certificate authority's key, when it is made the first time. */
  readonly keyAlgorithm: KeyAlgorithm;
  /** Of the home's own identity provider. */
  readonly identity: IdentitySettings;
  /** An issuer outside, in place of the home's own. */
  readonly outside:
    | { readonly issuer: string; readonly audience: string; readonly directory: Directory }
    | undefined;
  /** Do the tokens of credentials.json count? */
  readonly bootstrap: boolean;
  /** Undefined: plain HTTP, for this machine only or behind a proxy that ends TLS. */
  readonly tls: { readonly clientCertificates: ClientCertificates } | undefined;
  /** A port beside the other that answers `/pki/` alone, without TLS: 0 is any free one. */
  readonly pkiPort: number | undefined;
  /** Undefined: nobody backs this home up by the clock. The place and its key are read by the command that does. */
  readonly backup: { readonly everyMinutes: number } | undefined;
}

/** @throws InvalidInput naming the variable */
export function readHostSettings(environment: NodeJS.ProcessEnv = process.env): HostSettings {
  const parsed = environmentSchema.safeParse(environment);
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0]);
    throw new InvalidInput(
      `the environment variable ${name} does not fit; unset it or give it a valid value`,
      `环境变量 ${name} 取值有误，请取消或改为有效值`,
    );
  }
  const { SHUIYUAN_HOME, SHUIYUAN_ADDRESS, HOST, PORT, SHUIYUAN_SETTINGS } = parsed.data;
  const address = SHUIYUAN_ADDRESS?.replace(/\/+$/, '');
  return {
    folder: resolve(SHUIYUAN_HOME),
    host: HOST,
    port: PORT,
    address,
    settings: SHUIYUAN_SETTINGS,
    backup: parsed.data.SHUIYUAN_BACKUP_TO
      ? { everyMinutes: parsed.data.SHUIYUAN_BACKUP_MINUTES }
      : undefined,
    ...readIdentity(parsed.data),
    ...readTls(parsed.data),
  };
}

type Environment = z.infer<typeof environmentSchema>;

function readIdentity(environment: Environment): Pick<HostSettings, 'identity' | 'outside' | 'bootstrap'> {
  const { SHUIYUAN_ISSUER: issuer, SHUIYUAN_AUDIENCE: audience, SHUIYUAN_DIRECTORY: directory } = environment;
  return {
    identity: environment.SHUIYUAN_IDENTITY,
    outside: issuer === undefined ? undefined : { issuer, audience, directory },
    bootstrap: environment.SHUIYUAN_BOOTSTRAP_TOKENS === 'on',
  };
}

/** @throws InvalidInput for TLS under an authority of SM2: TLS here knows no such certificates */
function readTls(environment: Environment): Pick<HostSettings, 'tls' | 'keyAlgorithm' | 'pkiPort'> {
  const keyAlgorithm = environment.SHUIYUAN_KEY_ALGORITHM;
  const isOn = environment.SHUIYUAN_TLS === 'on';
  if (isOn && keyAlgorithm === 'SM2')
    throw new InvalidInput(
      'TLS needs an authority of P-256: unset SHUIYUAN_KEY_ALGORITHM or SHUIYUAN_TLS',
      '启用 TLS 时签发机构须用 P-256，请取消 SHUIYUAN_KEY_ALGORITHM 或 SHUIYUAN_TLS',
    );
  const tls = isOn ? { clientCertificates: environment.SHUIYUAN_CLIENT_CERTIFICATES } : undefined;
  return { keyAlgorithm, tls, pkiPort: environment.SHUIYUAN_PKI_PORT };
}

/** What an operator may set, from the environment. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { InvalidInput } from '../layers/core/errors.ts';
import { type Settings, settingsSchema } from '../layers/core/ports/settings.ts';

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

const environmentSchema = z.object({
  SHUIYUAN_HOME: z.string().min(1).default('./.shuiyuan'),
  HOST: z.string().min(1).default('127.0.0.1'),
  SHUIYUAN_ADDRESS: z.url({ protocol: /^https?$/ }).optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8620),
  SHUIYUAN_SETTINGS: figuresSchema,
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
  return { folder: resolve(SHUIYUAN_HOME), host: HOST, port: PORT, address, settings: SHUIYUAN_SETTINGS };
}

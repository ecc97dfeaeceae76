/** Sign-ins as the API takes and shows them. */
import { z } from 'zod';
import { roleSchema } from './account.ts';

const instant = z.iso.datetime();

export const sessionSchema = z
  .object({
    id: z.string().meta({ description: '登录编号 / number of the sign-in' }),
    kind: z.enum(['browser', 'application']),
    client: z.string().meta({ description: '程序 / program', example: 'shuiyuan-cli' }),
    agent: z.string(),
    address: z.string(),
    since: instant,
    lastSeen: instant,
    current: z.boolean().meta({ description: '是否为本次请求所用 / is it the one that asks' }),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof sessionSchema>;
export const sessionsAnswer = z.object({ items: z.array(sessionSchema) });
export const endedAnswer = z.object({ ended: z.number().int() });

export const signInStateSchema = z
  .object({
    password: z.boolean(),
    oneTimeCodes: z.boolean(),
    recoveryCodes: z.number().int(),
    passkeys: z.array(z.object({ name: z.string(), addedAt: instant })),
    /** Seconds until the password may be tried again; 0: now. */
    waitSeconds: z.number().int(),
  })
  .meta({ id: 'SignInState' });
export type SignInState = z.infer<typeof signInStateSchema>;

export const meAnswer = z
  .object({
    name: z.string(),
    displayName: z.string().optional(),
    department: z.string().optional(),
    district: z.string().optional(),
    roles: z.array(roleSchema),
    permissions: z.array(z.string()).optional(),
    acr: z.string().optional().meta({ description: '登录强度 / how strong the sign-in was' }),
    amr: z.array(z.string()).optional(),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof meAnswer>;

export const invitationBody = z.object({
  resets: z
    .enum(['password', 'all'])
    .default('password')
    .meta({ description: 'all：同时移除第二步验证 / all: second factors go too' }),
});
export const invitationAnswer = z
  .object({
    url: z.url().meta({
      description: '一次性链接，请当面或以另一渠道交给本人 / hand it to its owner, by another way than mail',
    }),
    expires: instant,
    needsCode: z.boolean().meta({
      description:
        '本人另须邀请码，由另一名安全管理员给出 / its owner needs a code too, given by another security officer',
    }),
  })
  .meta({ id: 'InvitationLink' });
export type InvitationLink = z.infer<typeof invitationAnswer>;
export const invitationCodeAnswer = z
  .object({
    code: z
      .string()
      .meta({ description: '请直接交给本人 / hand it to its owner yourself', example: 'k7m2p-x9qda' }),
    displayName: z.string().meta({ description: '本人姓名 / whose it is' }),
    expires: instant,
  })
  .meta({ id: 'InvitationCode' });
export type InvitationCode = z.infer<typeof invitationCodeAnswer>;

const name = z.string().min(1).max(64);
export const ownSessionPath = z.object({ id: z.string().min(1).max(100) });
export const userNamePath = z.object({ name });
export const userSessionPath = z.object({ name, id: z.string().min(1).max(100) });

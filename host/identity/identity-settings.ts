/** How the embedded identity provider is set: SHUIYUAN_IDENTITY, as JSON. */
import { z } from 'zod';
import { roles } from '../../layers/core/identity/principal.ts';
import { strongRoles } from '../../layers/core/identity/sign-in-factors.ts';
import { usualRhythm } from '../../layers/core/identity/sign-in-key-plan.ts';

export const identitySettingsSchema = z.strictObject({
  /** Roles that sign in with a second factor. */
  secondFactorRoles: z.array(z.enum(roles)).default([...strongRoles]),
  /** Life of an access token. */
  accessSeconds: z.number().int().min(5).max(3600).default(600),
  /** A browser's session ends this long after its last use. */
  sessionHours: z.number().positive().max(168).default(12),
  /** The command line stays signed in this long after its last use. */
  refreshDays: z.number().positive().max(365).default(14),
  invitationHours: z.number().positive().max(720).default(72),
  /** Is the sender's address what the last proxy says (X-Forwarded-For)? */
  behindProxy: z.boolean().default(false),
  /** Seconds a signing key signs, is shown before, and after. */
  keyRhythm: z
    .strictObject({
      life: z.number().positive(),
      ahead: z.number().nonnegative(),
      after: z.number().positive(),
    })
    .transform(({ life, ahead, after }) => ({ life: life * 1000, ahead: ahead * 1000, after: after * 1000 }))
    .default({ ...usualRhythm }),
});
export type IdentitySettings = z.infer<typeof identitySettingsSchema>;

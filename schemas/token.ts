/** Tokens: what the tokeniser is asked and answers, and what a department's day has used. */
import { z } from 'zod';

/** One call takes at most so many values, with so many characters together. */
export const mostValues = 5_000;
export const mostCharacters = 1_000_000;

/** identifier: normalised as by `layers/core/cleaning`. name, name-birth: for joins where there is no identifier. */
export const tokenKinds = ['identifier', 'name', 'name-birth', 'text'] as const;

/** For whom tokens are made. */
export const tokenUseSchema = z.object({
  /** Account or application, or `system` for a step of the bus. */
  actor: z.string().min(1),
  department: z.string().min(1),
  resource: z.string().min(1),
});

export const tokenOrderSchema = z.object({
  use: tokenUseSchema,
  kind: z.enum(tokenKinds),
  /** The item or derived token they are for. */
  item: z.string(),
  /** Examined by the tokeniser: see `checkOrder`. */
  values: z.array(z.string()),
});

export const tokeniserStatusSchema = z
  .object({
    /** How often the key has been wrapped: 1 when it was made. */
    wrapping: z.number().int().min(1),
    wrappedAt: z.string(),
  })
  .meta({ id: 'TokeniserStatus' });

/** What goes over the wire to a tokeniser that is a process or a function of its own. */
export const tokeniserCallSchema = z.discriminatedUnion('want', [
  z.object({ want: z.literal('tokens'), order: tokenOrderSchema }),
  z.object({ want: z.literal('status') }),
  z.object({ want: z.literal('rotate') }),
]);

/** Tokens a department was given in a day (UTC). */
export const tokenDaySchema = z.object({
  department: z.string(),
  day: z.string(),
  made: z.number().int(),
  /** Orders refused because the day's budget was used up. */
  refused: z.number().int().default(0),
});

export const tokenBody = z
  .object({
    resource: z.string().min(2).max(32),
    /** An item of the resource that leaves the department as a token, or a derived token of the resource. */
    item: z.string().min(1).max(48),
    /** Normalised values. */
    values: z.array(z.string().min(1).max(200)).min(1).max(mostValues),
  })
  .meta({ id: 'TokenBody' });

export const tokenAnswer = z
  .object({ tokens: z.array(z.string()), madeToday: z.number().int(), dailyTokens: z.number().int() })
  .meta({ id: 'Tokens' });

export type TokenKind = (typeof tokenKinds)[number];
export type TokenUse = z.infer<typeof tokenUseSchema>;
export type TokenOrder = z.infer<typeof tokenOrderSchema>;
export type TokeniserStatus = z.infer<typeof tokeniserStatusSchema>;
export type TokeniserCall = z.infer<typeof tokeniserCallSchema>;

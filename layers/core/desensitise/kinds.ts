/** Records of desensitising. */
import { revealSchema } from '../../../schemas/reveal.ts';
import { tokenDaySchema, tokeniserStatusSchema } from '../../../schemas/token.ts';
import { kind, waits } from '../records.ts';

export const tokenDays = kind({
  name: 'token-day',
  key: (department: string, day: string) => `token-day/${department}/${day}`,
  schema: tokenDaySchema,
});

/** The tokeniser's last rotation, so that it stands in the ledger. */
export const tokeniserStates = kind({
  name: 'tokeniser',
  key: () => 'tokeniser',
  schema: tokeniserStatusSchema,
});

export const reveals = kind({
  name: 'reveal',
  key: (id: string) => `reveal/${id}`,
  schema: revealSchema,
  indexes: (reveal) => ({
    owner: [`reveals-by/${reveal.department}`, reveal.id],
    topic: [`reveals-to/${reveal.provider}`, reveal.id],
    ...(reveal.stage === 'asked' || reveal.stage === 'answered'
      ? { due: [waits, reveal.expires] as const }
      : {}),
  }),
});

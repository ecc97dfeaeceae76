/** Records of how accounts sign in. */
import { invitationSchema, signInSchema } from '../../../schemas/sign-in.ts';
import { kind } from '../records.ts';

export const signIns = kind({
  name: 'sign-in',
  key: (account: string) => `sign-in/${account}`,
  schema: signInSchema,
});

/** Under the digest of its secret. */
export const invitations = kind({
  name: 'invitation',
  key: (digest: string) => `invitation/${digest}`,
  schema: invitationSchema,
});

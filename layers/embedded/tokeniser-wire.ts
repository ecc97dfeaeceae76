/** What passes between the host and the tokeniser's process. */
import type { TokeniserCall } from '../../schemas/token.ts';
import type { Outcome } from './refinery-wire.ts';

export interface ToTokeniser {
  readonly call: number;
  /** tidy: the folder of the key is synced, earlier wrappings may go. */
  readonly ask: TokeniserCall | { readonly want: 'tidy' };
}

export type FromTokeniser =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly call: number; readonly outcome: Outcome };

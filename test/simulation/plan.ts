/** What is to happen in one run of the bus: the departments' actions, and how many faults. */
import type { Ports } from '../../layers/core/ports/index.ts';
import { type Resource, resourceSchema } from '../../schemas/resource.ts';
import type { TinyFile } from './fake-refinery.ts';

export const resource: Resource = resourceSchema.parse({
  code: 'METER',
  name: '电表',
  nameEn: 'meters',
  departments: ['power'],
  cycle: 'monthly',
  grade: 1,
  mode: 'increment',
  items: [
    { code: 'account_no', name: '用电户号', type: 'text', key: 'primary', required: true },
    { code: 'remark', name: '备注', type: 'text' },
  ],
});

/** A department's action: what the run does at some moment. */
export type Action =
  | {
      readonly do: 'upload';
      readonly file: TinyFile;
      readonly lost?: boolean;
      readonly replaces?: number;
      readonly period?: string;
    }
  | { readonly do: 'withdraw'; readonly nth: number }
  | { readonly do: 'answer' }
  | { readonly do: 'acknowledge' }
  /** The resource's description changes. */
  | { readonly do: 'redefine' }
  /** The eraser, after a day unless hours are given. */
  | { readonly do: 'erase'; readonly hours?: number }
  /** What those who give it do with the nth subscriber's grant, or its receiver who asks for a new term. */
  | { readonly do: 'suspend' | 'resume' | 'revoke' | 'give-up' | 'renew'; readonly nth: number }
  /** The receivers try to fetch all that lies in their inboxes. */
  | { readonly do: 'fetch' }
  /** So many hours pass. */
  | { readonly do: 'pass'; readonly hours: number }
  /** Waits until all that was begun is done. */
  | { readonly do: 'rest' }
  | { readonly do: 'compact' | 'sweep' | 'seal' | 'read' | 'expire' };

export interface Plan {
  readonly actions: readonly Action[];
  readonly subscribers: number;
  readonly deaths: number;
  readonly redeliveries: number;
  /** Term of the subscribers' grants; a year when absent. */
  readonly grantHours?: number | undefined;
  readonly settings?: Partial<Ports['settings']>;
  /** The sweep does not run: shows that it is needed. */
  readonly withoutSweep?: boolean;
}

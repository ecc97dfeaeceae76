import { approversOf } from '../../../layers/core/grants/approvers.ts';
import { leaveUnder } from '../../../layers/core/grants/leave.ts';
import { decisionSchema, type Grant, grantSchema } from '../../../schemas/grant.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { graded, masked, meters } from './fixture.ts';

const terms = {
  items: ['account_no', 'kwh', 'remark'],
  filters: [] as string[],
  from: '2015-03-01T00:00:00.000Z',
  until: '2015-04-01T00:00:00.000Z',
};
const yes = (party: string) =>
  decisionSchema.parse({ party, verdict: 'approved', by: 'chief', at: terms.from });

const grant = (more: Partial<Grant> = {}): Grant =>
  grantSchema.parse({
    id: 'G1',
    resource: 'METER',
    receiver: 'tax',
    purpose: 'p',
    basis: 'b',
    ways: ['file', 'service'],
    frequency: 'monthly',
    asked: terms,
    terms,
    stage: 'granted',
    decisions: [yes('power'), yes('water')],
    suspensions: [],
    requestedBy: 'tax-clerk',
    requestedAt: terms.from,
    changedAt: terms.from,
    history: [],
    ...more,
  });

const during = '2015-03-15T00:00:00.000Z';
const whyNot = (given: Grant, resource = meters, at = during) => leaveUnder(given, resource, at).denial?.why;

test('a grant in force gives its items and its conditions as one', () => {
  const filters = ['kwh > 10', "remark = 'x' OR kwh < 3"];
  const { leave } = leaveUnder(grant({ terms: { ...terms, items: ['kwh'], filters } }), meters, during);
  expect(leave).toMatchObject({ grant: 'G1', items: ['kwh'], filters });
  expect(leave?.filter).toBe("(kwh > 10) AND (remark = 'x' OR kwh < 3)");
});

test.each([
  ['requested', 'requested'],
  ['refused', 'refused'],
  ['suspended', 'suspended'],
  ['revoked', 'revoked'],
  ['given-up', 'given-up'],
  ['expired', 'expired'],
] as const)('one that is %s gives nothing', (stage, why) => {
  expect(whyNot(grant({ stage }))).toBe(why);
});

test('it begins at its first moment, and has ended at its last though nobody has noted it', () => {
  expect(whyNot(grant(), meters, '2015-02-28T23:59:59.999Z')).toBe('not-begun');
  expect(whyNot(grant(), meters, terms.from)).toBeUndefined();
  expect(whyNot(grant(), meters, '2015-03-31T23:59:59.999Z')).toBeUndefined();
  expect(whyNot(grant(), meters, terms.until)).toBe('expired');
});

test('there is none on another resource', () => {
  expect(whyNot(grant({ resource: 'OTHER' }))).toBe('no-grant');
  expect(leaveUnder(undefined, meters, during).denial).toMatchObject({ why: 'no-grant', lasting: true });
});

describe('by the description in force', () => {
  test('of grade 3 nothing is given', () => {
    expect(whyNot(grant({ decisions: [yes('power'), yes('water'), yes('operator')] }), graded(3))).toBe(
      'grade-3',
    );
  });

  test('a resource that became grade 2 waits for the centre, and goes on when it has decided', () => {
    expect(whyNot(grant(), graded(2))).toBe('undecided');
    const decided = grant({ decisions: [yes('power'), yes('water'), yes('operator')] });
    expect(leaveUnder(decided, graded(2), during).leave?.items).toEqual(terms.items);
  });

  test('an item that became desensitised is left out until the centre has decided', () => {
    expect(leaveUnder(grant(), masked, during).leave?.items).toEqual(['account_no', 'kwh']);
    const decided = grant({ decisions: [yes('power'), yes('water'), yes('operator')] });
    expect(leaveUnder(decided, masked, during).leave?.items).toEqual(terms.items);
  });

  test('items that are gone or of grade 3 are left out', () => {
    const [account, kwh, remark] = meters.items;
    const without = { ...meters, items: [account, kwh].filter((item) => item !== undefined) };
    expect(leaveUnder(grant(), without, during).leave?.items).toEqual(['account_no', 'kwh']);
    const closed = resourceSchema.parse({ ...graded(1), items: [account, kwh, { ...remark, grade: 3 }] });
    expect(leaveUnder(grant(), closed, during).leave?.items).toEqual(['account_no', 'kwh']);
    expect(whyNot(grant({ terms: { ...terms, items: ['remark'] } }), closed)).toBe('no-items');
  });

  test('a condition that no longer fits lets nothing through, rather than everything', () => {
    const given = grant({ terms: { ...terms, items: ['kwh'], filters: ["remark = 'x'"] } });
    const without = { ...meters, items: meters.items.filter((item) => item.code !== 'remark') };
    expect(whyNot(given, without)).toBe('filter');
  });

  test('who provides it by now must have said yes', () => {
    expect(whyNot(grant(), { ...meters, departments: ['power', 'water', 'gas'] })).toBe('undecided');
    expect(whyNot(grant(), { ...meters, departments: ['power'] })).toBeUndefined();
  });
});

describe('who decides', () => {
  const all = { receiver: 'tax', items: terms.items };
  test('is every provider, and for grade 2 the centre', () => {
    expect(approversOf(meters, all)).toEqual(['power', 'water']);
    expect(approversOf(graded(2), all)).toEqual(['power', 'water', 'operator']);
    expect(approversOf(masked, all)).toEqual(['power', 'water', 'operator']);
    expect(approversOf(masked, { ...all, items: ['kwh'] })).toEqual(['power', 'water']);
  });

  test('is never the receiver: the centre stands in for it', () => {
    expect(approversOf(meters, { ...all, receiver: 'power' })).toEqual(['water', 'operator']);
  });
});

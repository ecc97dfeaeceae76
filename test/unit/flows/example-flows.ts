/** Flows over the small lake: a comparison of two resources, and one with every other kind of step. */
import { type Flow, flowSchema } from '../../../schemas/flow.ts';

export const compared = (more: Record<string, unknown> = {}): Flow =>
  flowSchema.parse({
    schema: 'flow/1',
    code: 'compared',
    name: '登记与土地比对',
    purpose: '核对两部门金额',
    nodes: [
      { id: 'aic', kind: 'resource', resource: 'AIC' },
      { id: 'land', kind: 'resource', resource: 'LAND' },
      { id: 'less', kind: 'filter', where: "k <> 'k3'" },
      {
        id: 'more',
        kind: 'map',
        columns: [{ name: 'amount', sql: "CASE WHEN k = 'k4' THEN amount + 1 ELSE amount END" }],
        keep: true,
      },
      { id: 'report', kind: 'compare', keys: [{ name: 'k' }], items: [{ name: 'amount' }, { name: 'day' }] },
      { id: 'out', kind: 'output', resource: 'AIC_LAND', title: '比对结果' },
    ],
    edges: [
      { from: 'aic', to: 'less' },
      { from: 'less', to: 'report', input: 'left' },
      { from: 'land', to: 'more' },
      { from: 'more', to: 'report', input: 'right' },
      { from: 'report', to: 'out' },
    ],
    ...more,
  });

export const everyStep = (): Flow =>
  flowSchema.parse({
    schema: 'flow/1',
    code: 'every_step',
    name: '各步骤',
    purpose: '测试各步骤',
    nodes: [
      { id: 'aic', kind: 'resource', resource: 'AIC', items: ['k', 'district', 'secret', 'amount', 'day'] },
      { id: 'land', kind: 'resource', resource: 'LAND' },
      {
        id: 'cleaned',
        kind: 'clean',
        columns: [{ name: 'district', how: ['trim', 'width', 'upper', 'spaces', 'empty'] }],
      },
      {
        id: 'masked',
        kind: 'mask',
        columns: [
          { name: 'secret', how: 'stars', front: 3, end: 1 },
          { name: 'day', how: 'year' },
        ],
      },
      {
        id: 'named',
        kind: 'join',
        keys: [{ rows: 'k' }],
        take: [{ column: 'district', as: 'land_district' }],
      },
      {
        id: 'audited',
        kind: 'audit',
        rules: [
          { id: 'north', zh: '须在北区', holds: "district = 'NORTH'" },
          { id: 'large', zh: '金额须大于二', holds: 'amount > 2' },
        ],
      },
      {
        id: 'halves',
        kind: 'split',
        branches: [
          { name: 'big', where: 'amount > 5' },
          { name: 'small', where: 'amount > 3' },
        ],
      },
      { id: 'both', kind: 'merge' },
      {
        id: 'texts',
        kind: 'convert',
        columns: [{ name: 'amount', to: 'varchar' }],
      },
      {
        id: 'sums',
        kind: 'summarise',
        by: ['district'],
        measures: [
          { name: 'things', sql: 'count(*)' },
          { name: 'least', sql: 'min(amount)' },
        ],
      },
      { id: 'ranked', kind: 'sql', query: 'SELECT district, things, least FROM sums -- the whole' },
      { id: 'sums_out', kind: 'output', resource: 'SUMS', title: '汇总' },
      { id: 'failed_out', kind: 'output', resource: 'FAILED', title: '审计未过' },
    ],
    edges: [
      { from: 'aic', to: 'cleaned' },
      { from: 'cleaned', to: 'masked' },
      { from: 'masked', to: 'named', input: 'rows' },
      { from: 'land', to: 'named', input: 'dictionary' },
      { from: 'named', to: 'audited' },
      { from: 'audited', output: 'passed', to: 'halves' },
      { from: 'halves', output: 'big', to: 'both' },
      { from: 'halves', output: 'small', to: 'both' },
      { from: 'both', to: 'texts' },
      { from: 'texts', to: 'sums' },
      { from: 'sums', to: 'ranked' },
      { from: 'ranked', to: 'sums_out' },
      { from: 'audited', output: 'failed', to: 'failed_out' },
    ],
  });

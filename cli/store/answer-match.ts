/** Rows that meet an approved rule, as tokens: how often, in which band. The identifier itself stays. */
import { classOf } from '../../layers/core/questions/class-of.ts';
import type { Match } from '../../schemas/question.ts';
import type { Hit } from '../../schemas/result.ts';
import { RefusedCommand } from '../failures.ts';
import type { StoreRow } from './current-rows.ts';

/** Tokens of normalised values, in their order: the platform's tokeniser makes them. */
export type MakeTokens = (values: readonly string[]) => Promise<readonly string[]>;

const mostHits = 2000;

/** @throws RefusedCommand when there are too many: then the rule is no rule about cases */
export async function answerMatch(
  spec: Match,
  rows: readonly StoreRow[],
  makeTokens: MakeTokens,
): Promise<Hit[]> {
  const found = rows.filter((row) => row[spec.token] !== null && row[spec.token] !== undefined);
  const mine = [...Map.groupBy(found, (row) => String(row[spec.token]))];
  if (mine.length > mostHits) throw tooMany(mine.length);
  if (mine.length === 0) return [];
  const tokens = await makeTokens(mine.map(([value]) => value));
  return mine
    .map(([, own], index): Hit => {
      const token = tokens[index] as string;
      const band = spec.band && { band: bandOf(spec.band, own) };
      return { token, flag: spec.flag, ...band, count: own.length };
    })
    .sort((a, b) => (a.token < b.token ? -1 : 1));
}

function bandOf({ item, edges }: NonNullable<Match['band']>, rows: readonly StoreRow[]): string {
  const sum = rows.reduce((total, row) => total + Number(row[item] ?? 0), 0);
  return classOf(sum, { edges });
}

const tooMany = (count: number): RefusedCommand =>
  new RefusedCommand(
    'too-many-hits',
    `命中 ${count} 个，超过 ${mostHits} 个，请收窄条件后提出新版本`,
    `${count} hits, more than ${mostHits}: narrow the rule in a new version`,
  );

/** `discover …`: who has what. */
import type { z } from 'zod';
import { type discoverAnswer, type Found, facetNames, type ReasonFound } from '../../schemas/discovery.ts';
import { encode } from '../api-client.ts';
import { type Command, type CommandInput, type Outcome, textOf, wordAt } from '../command.ts';
import { describeProfile, type Profile } from '../describe-profile.ts';
import { alignTable, inBoth } from '../terminal.ts';

type Answer = z.infer<typeof discoverAnswer>;

const filters = [...facetNames, 'item', 'limit'] as const;

/** The words that count, in brackets. */
function marked({ text, marks }: ReasonFound): string {
  let out = '';
  let at = 0;
  for (const [from, to] of marks) {
    out += `${text.slice(at, from)}【${text.slice(from, to)}】`;
    at = to;
  }
  return out + text.slice(at);
}

const rowOf = (found: Found): string[] => [
  found.code,
  found.name,
  found.departments.map(({ name }) => name).join('、'),
  `${found.grade} ${inBoth('级', 'grade')}`,
  found.cycle,
  found.why
    .filter(({ field }) => field !== 'code')
    .slice(0, 3)
    .map(marked)
    .join('；'),
];

const facetLines = ({ facets }: Answer): string[] =>
  facetNames.flatMap((name) => {
    const counts = facets[name].filter(({ count }) => count > 0);
    if (counts.length < 2) return [];
    const shown = counts.slice(0, 8).map((one) => `${one.name} ${one.value} (${one.count})`);
    return [`  --${name}  ${shown.join('  ')}`];
  });

function describe(answer: Answer): string {
  const { items, total, tips } = answer;
  if (total === 0)
    return [inBoth('没有找到', 'nothing was found'), ...tips.map(({ zh, en }) => `  ${inBoth(zh, en)}`)].join(
      '\n',
    );
  const lines = [inBoth(`找到 ${total} 项`, `${total} found`), alignTable(items.map(rowOf))];
  const facets = facetLines(answer);
  return [...lines, ...(facets.length > 0 ? [inBoth('可缩小范围', 'narrow it by'), ...facets] : [])].join(
    '\n',
  );
}

async function find({ connection, words, values }: CommandInput): Promise<Outcome> {
  const query = new URLSearchParams();
  if (words.length > 0) query.set('q', words.join(' '));
  for (const name of filters) {
    const value = textOf(values, name);
    if (value !== undefined) query.set(name, value);
  }
  const answer = await connection.as('operator').get<Answer>(`/discover?${query}`);
  return { json: answer, text: describe(answer) };
}

const options = Object.fromEntries(filters.map((name) => [name, { type: 'string' as const }]));
const usage = '[WORDS…] [--department DEPT] [--class CODE] [--database NAME] [--grade 1|2|3] [--item ITEM] …';

const discover: Command = {
  name: 'discover',
  usage,
  zh: '检索信息资源（中文、拼音、首字母、英文）',
  en: 'search the catalog (Chinese, pinyin, initials, English)',
  options,
  words: [0, Number.POSITIVE_INFINITY],
  run: find,
};

const search: Command = { ...discover, name: 'catalog search' };

const profile: Command = {
  name: 'resource profile',
  usage: 'CODE',
  zh: '资源概况：样例、行数、质量、时效、来源、使用',
  en: 'sample, counts, quality, freshness, lineage and users of a resource',
  words: [1, 1],
  async run({ connection, words }) {
    const path = `/resources/${encode(wordAt(words, 0, 'CODE'))}/profile`;
    const found = await connection.as('operator').get<Profile>(path);
    return { json: found, text: describeProfile(found) };
  },
};

export const discoverCommands = [discover, search, profile] as const;

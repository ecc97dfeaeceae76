import { readFileSync } from 'node:fs';
import { items, propose, resource, resources } from './samples.ts';

const templates = readFileSync(new URL('../catalog/fixtures/headers.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t'));

describe('the templates the departments were given', () => {
  test.each(templates)('%s is understood without a question', (code, ...headers) => {
    const proposal = propose(code ?? '', headers);
    expect(proposal.questions).toEqual([]);
    expect(items(proposal)).toEqual(resource(code ?? '').items.map((item) => item.code));
    expect(proposal).toMatchObject({ certain: true, missing: [], extra: [], layout: { headerRecords: 1 } });
  });

  test.each(templates)('%s under a title, with full-width brackets, reordered', (code, ...headers) => {
    const turned = headers.map((header) => header.replace('(', '（').replace(')', '）')).reverse();
    const proposal = propose(code ?? '', turned, {
      above: [['报表'], ['填报单位：某局', '', '填表日期：2015-03-05'], []],
    });
    expect(proposal.certain).toBe(true);
    expect(items(proposal)).toEqual(
      resource(code ?? '')
        .items.map((item) => item.code)
        .reverse(),
    );
    expect(proposal.layout.headerRecords).toBe(4);
  });

  test.each(resources.map((r) => [r.code, r] as const))(
    '%s by codes, and by each synonym',
    (code, { items: known }) => {
      const codes = known.map((item) => item.code);
      expect(items(propose(code, codes))).toEqual(codes);
      for (const turn of [0, 1, 2, 3, 4]) {
        const headers = known.map((item) => item.synonyms[turn] ?? item.name);
        const proposal = propose(code, headers);
        expect(items(proposal)).toEqual(codes);
        expect(proposal.certain).toBe(true);
      }
    },
  );
});

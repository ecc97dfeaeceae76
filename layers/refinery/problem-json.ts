/** The reasons that stand beside a refused row, as JSON text made by the engine. */

import type { Resource } from '../../schemas/resource.ts';
import type { CompiledFinding } from '../core/cleaning/compiled-cleaning.ts';
import { describeRule } from '../core/cleaning/rules.ts';
import { quoteList, quoteText } from '../core/cleaning/sql-text.ts';

/** One reason. `cell` is in spreadsheet form; `firstLine` is the earlier row of a duplicate. */
export interface RowProblem {
  readonly rule: string;
  readonly level: 'refuse' | 'warn' | 'ignore';
  readonly item?: string;
  /** 0-based column of the file. */
  readonly column?: number;
  readonly cell?: string;
  readonly firstLine?: number;
  readonly zh: string;
  readonly en: string;
  readonly adviceZh: string;
  readonly adviceEn: string;
}

/** A, B, … Z, AA: the name a spreadsheet gives a 0-based column. */
export function columnLetters(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnLetters(Math.floor(column / 26) - 1) + letter;
}

function describeFinding(finding: CompiledFinding, resource: Resource): Omit<RowProblem, 'cell'> {
  const rule = describeRule(finding.rule);
  const item = resource.items.find((i) => i.code === finding.item);
  const check = resource.checks.find((c) => c.id === finding.rule);
  const subject = item ? { zh: `${item.name}：`, en: `${item.name}: ` } : { zh: '', en: '' };
  return {
    rule: finding.rule,
    level: finding.level,
    item: finding.item,
    column: finding.column,
    zh: check ? `不符合：${check.name}` : subject.zh + rule.zh,
    en: check ? `does not hold: ${check.name}` : subject.en + rule.en,
    adviceZh: finding.advice ?? rule.adviceZh,
    adviceEn: finding.advice ?? rule.adviceEn,
  };
}

const marker = '\u0001';

/** SQL of the JSON list of a row's findings; `found` is its list of numbers, `line` its ordinal. */
export function problemsSql(
  findings: readonly CompiledFinding[],
  resource: Resource,
  found: string,
  line: string,
): string {
  const templates = findings.map((finding) => {
    const cell = finding.column === undefined ? undefined : columnLetters(finding.column) + marker;
    return JSON.stringify({ ...describeFinding(finding, resource), cell }).replaceAll(
      JSON.stringify(marker).slice(1, -1),
      marker,
    );
  });
  const one = `replace(${quoteList(templates)}[f + 1], ${quoteText(marker)}, CAST(${line} AS VARCHAR))`;
  return `concat('[', array_to_string(list_transform(${found}, lambda f: ${one}), ','), ']')`;
}

const asStored = {
  zh: '（各单元格显示入库后的值）',
  en: ' (the cells are shown as they were stored)',
};

/**
 * SQL of the JSON list for a duplicate, over columns `rule` and `first_line`. `cells` says what stands beside it: the
 * department's own cells, or the values they became.
 */
export function duplicateProblemSql(cells: 'original' | 'stored'): string {
  const note = cells === 'stored' ? asStored : { zh: '', en: '' };
  const texts = (['duplicate-row', 'duplicate-key'] as const).map((word) => {
    const rule = describeRule(word);
    const problem = {
      rule: word,
      level: 'refuse',
      zh: rule.zh + note.zh,
      en: rule.en + note.en,
      adviceZh: rule.adviceZh,
      adviceEn: rule.adviceEn,
    };
    return `WHEN rule = '${word}' THEN ${quoteText(JSON.stringify(problem).slice(0, -1))}`;
  });
  return `concat('[', CASE ${texts.join(' ')} END, ',"firstLine":', first_line, '}]')`;
}

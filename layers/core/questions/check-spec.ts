/** Does a question fit the description of its resource? So that what is approved can be run as it stands. */
import type { Band, Match, QuestionSpec, Statistic } from '../../../schemas/question.ts';
import type { Item, Resource } from '../../../schemas/resource.ts';
import { checkExpression } from '../cleaning/check-expression.ts';
import { InvalidInput } from '../errors.ts';

/** @throws InvalidInput naming the item or the place in the condition */
export function checkSpec(spec: QuestionSpec, resource: Resource): void {
  if (spec.periods.from > spec.periods.to)
    throw new InvalidInput(
      'the periods end before they begin; exchange `from` and `to`',
      '期间的起止颠倒，请对调 from 与 to',
    );
  if (spec.filter !== undefined) checkExpression(spec.filter, resource.items);
  if (spec.kind === 'statistic') checkStatistic(spec, resource);
  else checkMatch(spec, resource);
}

function checkStatistic(spec: Statistic, resource: Resource): void {
  itemOf(resource, spec.unit);
  for (const { item, band } of spec.groupBy) checkBand(itemOf(resource, item), band);
  for (const one of spec.measures) if (one.measure !== 'count') needNumber(itemOf(resource, one.item));
  const caps = new Map<string, number>();
  for (const one of spec.measures) {
    if (one.measure === 'count') continue;
    if ((caps.get(one.item) ?? one.cap) !== one.cap)
      throw new InvalidInput(
        `${one.item} has two caps; sum and mean of an item take the same one`,
        `${one.item} 有两个上限，同一信息项的合计与均值须用同一上限`,
      );
    caps.set(one.item, one.cap);
  }
}

function checkMatch(spec: Match, resource: Resource): void {
  if (itemOf(resource, spec.token).desensitise !== 'token') throw noToken(spec.token);
  if (!spec.band) return;
  const item = itemOf(resource, spec.band.item);
  needNumber(item);
  checkBand(item, spec.band);
}

const noToken = (item: string): InvalidInput =>
  new InvalidInput(
    `${item} does not become a token by its description; choose an identifier that does`,
    `按目录规定 ${item} 不换成令牌，请选择需换成令牌的标识`,
  );

function itemOf(resource: Resource, code: string): Item {
  const item = resource.items.find((one) => one.code === code);
  if (item) return item;
  const known = resource.items.map((one) => one.code);
  throw new InvalidInput(
    `${resource.code} has no item ${code}; it has ${known.join(', ')}`,
    `${resource.code} 没有信息项 ${code}；可选：${known.join('、')}`,
  );
}

const isNumber = (item: Item): boolean => item.type === 'integer' || item.type === 'decimal';

function needNumber(item: Item): void {
  if (isNumber(item)) return;
  throw new InvalidInput(
    `${item.code} is no number and cannot be added up; choose an integer or decimal item`,
    `${item.code} 不是数值，不能汇总，请选择整数或小数信息项`,
  );
}

function checkBand(item: Item, band: Band | undefined): void {
  if (!band) return;
  const fits =
    'edges' in band
      ? isNumber(item) && band.edges.every((edge, at) => at === 0 || edge > (band.edges[at - 1] ?? edge))
      : 'by' in band
        ? item.type === 'date' || item.type === 'month'
        : item.type === 'text' || item.type === 'month';
  if (fits) return;
  throw new InvalidInput(
    `the band does not fit ${item.code}: prefix is for text, rising edges for numbers, year and month for dates`,
    `分段方式不适用于 ${item.code}：prefix 用于文本，edges 用于数值且须递增，by 用于日期`,
  );
}

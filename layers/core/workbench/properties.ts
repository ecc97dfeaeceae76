/** What stands in WITH (…) of CREATE TABLE AS and UNLOAD. */
import type { Expression, Name } from '../sql/ast.ts';
import { notSupported, QueryRefused } from '../sql/refused.ts';
import type { Properties } from '../sql/statement-nodes.ts';

type Value = string | readonly string[];

export interface Property {
  readonly name: Name;
  readonly value: Value;
}

/** By their names. @throws QueryRefused for one twice, or of another form than a text or texts */
export function readProperties(properties: Properties): ReadonlyMap<string, Property> {
  const found = new Map<string, Property>();
  for (const { name, value } of properties) {
    const key = name.text.toLowerCase();
    if (found.has(key)) throw wrong(name, 'is given twice', '重复');
    found.set(key, { name, value: readValue(name, value) });
  }
  return found;
}

function readValue(name: Name, value: Expression): Value {
  if (value.kind === 'array')
    return value.elements.map((one) => {
      const text = readValue(name, one);
      if (typeof text !== 'string') throw wrong(name, 'is a text or an array of texts', '须为文本或文本数组');
      return text;
    });
  if (value.kind === 'literal' && ['string', 'boolean', 'integer'].includes(value.of)) return value.text;
  throw wrong(name, 'is a text or an array of texts', '须为文本或文本数组');
}

const wrong = ({ at, text }: Name, en: string, zh: string): QueryRefused =>
  new QueryRefused('INVALID_ARGUMENTS', { at, en: `the property ${text} ${en}`, zh: `属性 ${text} ${zh}` });

/** One of the texts, in small letters; what else Athena takes is refused by name. */
export function chosen<Choice extends string>(
  properties: ReadonlyMap<string, Property>,
  name: string,
  choices: readonly Choice[],
  usual: Choice,
): Choice {
  const property = properties.get(name);
  if (!property) return usual;
  const text = String(property.value).toLowerCase();
  const choice = choices.find((one) => one === text);
  if (choice !== undefined) return choice;
  throw notSupported(
    property.name.at,
    `${name} = '${text}'`,
    `${name} = ${choices.map((one) => `'${one.toUpperCase()}'`).join(' | ')}`,
  );
}

/** @throws QueryRefused NOT_SUPPORTED naming the first that is none of these */
export function refuseOthers(properties: ReadonlyMap<string, Property>, known: readonly string[]): void {
  for (const [key, { name }] of properties)
    if (!known.includes(key)) throw notSupported(name.at, { en: `the property ${key}`, zh: `属性 ${key}` });
}

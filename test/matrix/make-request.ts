/** Makes a valid request from a route's description alone, so that a route nobody wrote a test for is asked too. */

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas?: Readonly<Record<string, Schema>> };
}

export interface Made {
  readonly path: string;
  readonly body?: string;
  readonly type?: string;
}

/** Texts of which one fits most patterns: numbers of records, codes, digests, days. */
const candidates = [
  '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  'aic',
  'AIC',
  'name',
  '201501',
  '520102',
  '2027-01-01',
  'li.ming',
  'app-aic',
  'batch/01ARZ3NDEKTSV4RRFFQ69G5FAV',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV-01ARZ3NDEKTSV4RRFFQ69G5FAV',
  'a'.repeat(32),
  'a'.repeat(64),
  'A'.repeat(43),
  'A'.repeat(86),
  '1',
];

const formats: Readonly<Record<string, string>> = {
  date: '2027-01-01',
  'date-time': '2027-01-01T00:00:00Z',
  uri: 'https://example.cn/',
  email: 'a@example.cn',
  ip: '10.0.0.1',
};

/** A value that fits a schema, as plain as can be. */
export function exampleOf(document: Document, given: Schema): unknown {
  const schema = given.$ref
    ? (document.components.schemas?.[given.$ref.split('/').at(-1) ?? ''] ?? {})
    : given;
  for (const known of [schema.example, schema.examples?.[0], schema.const, schema.default, schema.enum?.[0]])
    if (known !== undefined) return known;
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice) return exampleOf(document, choice);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => exampleOf(document, part)));
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  if (type === 'object' || schema.properties) return objectOf(document, schema);
  if (type === 'array')
    return Array.from({ length: schema.minItems ?? 0 }, () => exampleOf(document, schema.items ?? {}));
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  if (type === 'boolean') return false;
  return textOf(schema);
}

function objectOf(document: Document, { properties = {}, required = [] }: Schema): unknown {
  return Object.fromEntries(required.map((name) => [name, exampleOf(document, properties[name] ?? {})]));
}

function textOf({ format, pattern, minLength = 1, maxLength = 1000 }: Schema): string {
  if (format !== undefined && formats[format] !== undefined) return formats[format];
  const fitting = [...candidates, 'A'.repeat(minLength)].filter(
    ({ length }) => length >= minLength && length <= maxLength,
  );
  const text = pattern === undefined ? fitting[0] : fitting.find((one) => new RegExp(pattern, 'u').test(one));
  if (text === undefined) throw new Error(`no text fits ${pattern}; give the schema an example`);
  return text;
}

/** @param known values of parameters, by name */
export function makeRequest(
  document: Document,
  template: string,
  { parameters = [], requestBody }: Operation,
  known: Readonly<Record<string, string>> = {},
): Made {
  const value = ({ name, schema }: Parameter) =>
    encodeURIComponent(String(known[name] ?? exampleOf(document, schema)));
  let path = template;
  for (const one of parameters) if (one.in === 'path') path = path.replace(`{${one.name}}`, value(one));
  const asked = parameters.filter(
    (one) => one.in === 'query' && (one.required || known[one.name] !== undefined),
  );
  const query = asked.map((one) => `${one.name}=${value(one)}`).join('&');
  const [type, content] =
    Object.entries(requestBody?.content ?? {}).find(([name]) => name === 'application/json') ??
    Object.entries(requestBody?.content ?? {})[0] ??
    [];
  return {
    path: query === '' ? path : `${path}?${query}`,
    ...(content && type ? { body: JSON.stringify(exampleOf(document, content.schema)), type } : {}),
  };
}

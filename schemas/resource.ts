/**
 * A resource: what one department provides, described so that a data engineer can read it and a program can check
 * it. Files under resources/ are YAML in this form; the JSON Schema for editors is published from here.
 */
import { z } from 'zod';
import { elementFields, shareGradeSchema } from './catalog-elements.ts';
import { elementFaults } from './element-faults.ts';

export const itemTypes = ['text', 'integer', 'decimal', 'date', 'month'] as const;

/** What an item identifies. Values are normalised and their check characters examined by kind. */
export const identifierKinds = [
  'uscc',
  'org-code',
  'tax-id',
  'resident-id',
  'party-id',
  'vin',
  'plate',
  'phone',
  'bank-card',
] as const;

export const updateCycles = [
  'realtime',
  'daily',
  'weekly',
  'ten-days',
  'monthly',
  'quarterly',
  'yearly',
] as const;

/** How batches make up the current state: see docs/adr and `layers/core/exchange/current-state.ts`. */
export const resourceModes = ['full', 'full-per-period', 'increment', 'increment-with-full'] as const;

const code = z.string().regex(/^[A-Z][A-Z0-9_]{1,31}$/, 'a code has 2 to 32 capitals, digits or _');
const itemCode = z.string().regex(/^[a-z][a-z0-9_]{0,47}$/, 'an item code has small letters, digits or _');

/**
 * What is kept of a value: of a date or an identity number the year of birth; of an identity number, an address or a
 * division code the district; of a number the band it lies in, `width` wide, or between the given `bounds`.
 */
export const generaliseSchema = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('birth-year') }),
  z.strictObject({ to: z.literal('district') }),
  z.strictObject({ to: z.literal('band'), width: z.number().positive() }),
  z.strictObject({ to: z.literal('bands'), bounds: z.array(z.number()).min(1).max(50) }),
]);

/**
 * How a value leaves its department. `token-persons`: as a token where it is, or may be, a natural person's, and clear
 * where it plainly is an enterprise's; of an item without identifier that is no name, where it is a vehicle's.
 */
export const desensitiseModes = ['none', 'token', 'token-persons', 'mask', 'generalise', 'drop'] as const;

/** Kinds of identifiers that a natural person may have in an enterprise's place. */
export const partyKinds: ReadonlySet<string | undefined> = new Set([
  'uscc',
  'org-code',
  'tax-id',
  'party-id',
] satisfies (typeof identifierKinds)[number][]);

interface Generalised {
  readonly code: string;
  readonly type: (typeof itemTypes)[number];
  readonly identifier?: string | undefined;
  readonly desensitise: string;
  readonly generalise?: z.infer<typeof generaliseSchema> | undefined;
}

function wrongGeneralising({
  code,
  type,
  identifier,
  desensitise,
  generalise,
}: Generalised): string | undefined {
  if ((desensitise === 'generalise') !== (generalise !== undefined))
    return `item ${code} is generalised only with both desensitise: generalise and generalise: { to: … }`;
  if (generalise === undefined) return undefined;
  const isPerson = identifier === 'resident-id';
  const fits = {
    'birth-year': type === 'date' || isPerson,
    district: type === 'text' && (identifier === undefined || isPerson),
    band: type === 'integer' || type === 'decimal',
    bands: type === 'integer' || type === 'decimal',
  }[generalise.to];
  return fits ? undefined : `item ${code} of type ${type} cannot be generalised to ${generalise.to}`;
}

interface MayBePersons {
  readonly code: string;
  readonly type: (typeof itemTypes)[number];
  readonly identifier?: string | undefined;
  readonly desensitise: string;
  readonly nameOf?: string | undefined;
}

function wrongPersons({ code, type, identifier, desensitise, nameOf }: MayBePersons): string | undefined {
  if (nameOf !== undefined && desensitise !== 'token-persons')
    return `item ${code} says nameOf, which belongs to desensitise: token-persons / nameOf 只用于 desensitise: token-persons`;
  if (desensitise !== 'token-persons') return undefined;
  const fits = type === 'text' && (identifier === undefined || (partyKinds.has(identifier) && !nameOf));
  return fits
    ? undefined
    : `item ${code} cannot be desensitised by token-persons: it takes text that is a uscc, org-code, tax-id or party-id, a name (nameOf), or a code / token-persons 只用于企业或个人的代码、其名称（nameOf）或编号`;
}

/** A name is a person's or an enterprise's as the identifier beside it says. */
function wrongNames(items: readonly MayBePersons[]): string[] {
  return items.flatMap(({ code, nameOf }) => {
    if (nameOf === undefined) return [];
    const beside = items.find((item) => item.code === nameOf);
    if (beside && partyKinds.has(beside.identifier) && beside.desensitise.startsWith('token')) return [];
    return [
      `nameOf of item ${code} names ${nameOf}, which is no uscc, org-code, tax-id or party-id with desensitise: token or token-persons / 信息项 ${code} 的 nameOf 须指向以令牌脱敏的企业或个人代码`,
    ];
  });
}

/**
 * A token the platform keeps beside the items, for joins where there is no identifier: of a name, or of a name with
 * the birth date, which an identity number gives too.
 */
export const derivedTokenSchema = z.discriminatedUnion('of', [
  z.strictObject({ code: itemCode, of: z.literal('name'), name: itemCode }),
  z.strictObject({ code: itemCode, of: z.literal('name-birth'), name: itemCode, birth: itemCode }),
]);

export const itemSchema = z
  .strictObject({
    code: itemCode,
    name: z.string().min(1).max(100),
    type: z.enum(itemTypes),
    /** Text: characters. Decimal: total digits. */
    length: z.number().int().min(1).max(100_000).optional(),
    /** Decimal: digits after the point. */
    scale: z.number().int().min(0).max(18).optional(),
    /** The unit values are stored in (元, 吨, 平方米); a header that names 万元 is multiplied. */
    unit: z.string().optional(),
    /** primary: part of the row's identity; join: a key other departments' rows meet it on. */
    key: z.enum(['primary', 'join']).optional(),
    required: z.boolean().default(false),
    /** 0 public, 1 internal, 2 commercial or personal, 3 strictly personal. */
    sensitivity: z.number().int().min(0).max(3).default(0),
    /** Other headers this item is known under. */
    synonyms: z.array(z.string().min(1)).default([]),
    identifier: z.enum(identifierKinds).optional(),
    /** Allowed values: code or meaning to stored value. A plain list allows itself. */
    dictionary: z.union([z.array(z.string()), z.record(z.string(), z.string())]).optional(),
    /** What happens to a value outside the dictionary. */
    dictionaryLevel: z.enum(['refuse', 'warn']).default('warn'),
    /** Inclusive bounds: numbers for integer and decimal, ISO dates for date, YYYYMM for month. */
    min: z.union([z.number(), z.string()]).optional(),
    max: z.union([z.number(), z.string()]).optional(),
    /** 共享类型 of the item itself; see `gradeOfItem` for what holds when it is left out. */
    grade: shareGradeSchema.optional(),
    /** How the item leaves its department when the resource is of grade 2. */
    desensitise: z.enum(desensitiseModes).default('none'),
    /** Of a name, with desensitise: token-persons: the item that holds the identifier of who is named. */
    nameOf: itemCode.optional(),
    /** With desensitise: generalise, what of the value is kept. */
    generalise: generaliseSchema.optional(),
    note: z.string().optional(),
  })
  .superRefine((item, context) => {
    if (item.type === 'decimal' && (item.length === undefined || item.scale === undefined))
      context.addIssue({ code: 'custom', message: `decimal item ${item.code} needs length and scale` });
    if (item.type === 'decimal' && (item.length ?? 0) > 38)
      context.addIssue({ code: 'custom', message: `decimal item ${item.code} has more than 38 digits` });
    for (const wrong of [wrongGeneralising(item), wrongPersons(item)])
      if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong });
  });

/** A condition over one row. The expression is parsed by `layers/core/cleaning/check-expression.ts`. */
export const checkSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,47}$/),
  name: z.string().min(1),
  /** Must hold for a good row; unknown (a NULL inside) counts as holding. For example: `start_date <= end_date`. */
  expression: z.string().min(1).max(500),
  level: z.enum(['refuse', 'warn']).default('refuse'),
  /** What the clerk should do. */
  advice: z.string().optional(),
});

export const resourceSchema = z
  .strictObject({
    code,
    name: z.string().min(1).max(100),
    nameEn: z.string().min(1).max(200),
    version: z.number().int().min(1).default(1),
    /** The departments that provide it, by code; one template may be supplied by two bureaus. */
    departments: z.array(z.string().regex(/^[a-z][a-z0-9-]{1,31}$/)).min(1),
    cycle: z.enum(updateCycles),
    cycleNote: z.string().optional(),
    grade: shareGradeSchema,
    gradeReason: z.string().optional(),
    mode: z.enum(resourceModes),
    /** The item that gives a row's period (partition); without it rows take the batch's period. */
    periodItem: itemCode.optional(),
    /** The item that marks a deleted row in an increment, and the value that does. */
    tombstone: z.strictObject({ item: itemCode, value: z.string() }).optional(),
    /** Fixed-width text: where each column stands, in bytes of the file's encoding. */
    fixedWidth: z
      .array(
        z.strictObject({ item: itemCode, start: z.number().int().min(0), width: z.number().int().min(1) }),
      )
      .optional(),
    /** Records of the real-time channel may come by a token alone, without a signature. */
    unsignedRecords: z.boolean().optional(),
    /** unstructured: scans and drawings, passed on as they are and only after a real scan. */
    kind: z.enum(['structured', 'unstructured']).default('structured'),
    items: z.array(itemSchema).max(2000).default([]),
    /** Tokens derived from items, stored beside them. */
    tokens: z.array(derivedTokenSchema).max(20).optional(),
    checks: z.array(checkSchema).default([]),
    /** 摘要 */
    summary: z.string().optional(),
    ...elementFields,
  })
  .superRefine((resource, context) => {
    for (const message of [...elementFaults(resource), ...wrongNames(resource.items)])
      context.addIssue({ code: 'custom', message });
    const seen = new Set<string>();
    for (const item of resource.items) {
      if (seen.has(item.code))
        context.addIssue({ code: 'custom', message: `item ${item.code} is described twice` });
      seen.add(item.code);
    }
    for (const { code: derived } of resource.tokens ?? []) {
      if (seen.has(derived))
        context.addIssue({ code: 'custom', message: `token ${derived} is described twice` });
    }
    for (const named of [
      resource.periodItem,
      ...(resource.tokens ?? []).flatMap((one) => (one.of === 'name' ? [one.name] : [one.name, one.birth])),
      resource.tombstone?.item,
      ...(resource.fixedWidth ?? []).map((f) => f.item),
    ])
      if (named !== undefined && !seen.has(named))
        context.addIssue({ code: 'custom', message: `${named} is not an item of ${resource.code}` });
    if (resource.kind === 'structured' && resource.items.length === 0)
      context.addIssue({ code: 'custom', message: `${resource.code} has no items` });
    if (resource.mode.startsWith('increment') && !resource.items.some((item) => item.key === 'primary'))
      context.addIssue({
        code: 'custom',
        message: `${resource.code} is an increment and needs a primary key`,
      });
  });

export type Resource = z.infer<typeof resourceSchema>;
export type Item = z.infer<typeof itemSchema>;
export type Generalise = z.infer<typeof generaliseSchema>;
export type DerivedToken = z.infer<typeof derivedTokenSchema>;
export type Check = z.infer<typeof checkSchema>;
export type ResourceMode = (typeof resourceModes)[number];

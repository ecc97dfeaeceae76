/** Tokens for a department that desensitises before it uploads: of its own resource, for the items that become tokens. */
import type { Resource } from '../../../schemas/resource.ts';
import type { TokenKind } from '../../../schemas/token.ts';
import { tokenKindOf } from '../cleaning/desensitise.ts';
import { Forbidden, Refused } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, must } from '../records.ts';
import { reserveTokens } from './reserve-tokens.ts';

export interface TokenRequest {
  readonly actor: string;
  readonly department: string;
  readonly resource: string;
  /** Code of an item, or of a derived token. */
  readonly item: string;
  readonly values: readonly string[];
}

export interface TokensMade {
  readonly tokens: readonly string[];
  readonly madeToday: number;
  readonly dailyTokens: number;
}

/**
 * Makes them, counted against the department's day.
 * @throws Forbidden for a resource of others, Refused for an item that does not become a token, TooMany above the budget
 */
export const makeTokens =
  (ports: Ports) =>
  async ({ actor, department, resource: code, item, values }: TokenRequest): Promise<TokensMade> => {
    const { resource } = (await must(ports.records, definitions, code)).value;
    if (!resource.departments.includes(department)) throw notYours(resource);
    const kind = kindOf(resource, item);
    const use = { actor, department, resource: code };
    const madeToday = await reserveTokens(ports)(use, { [kind]: new Set(values).size });
    const tokens = await ports.tokeniser.tokens({ use, kind, item, values: [...values] });
    return { tokens, madeToday, dailyTokens: ports.settings.dailyTokens };
  };

function kindOf(resource: Resource, code: string): TokenKind {
  const item = resource.items.find((one) => one.code === code);
  const kind = item && tokenKindOf(item);
  if (kind !== undefined) return kind;
  const derived = resource.tokens?.find((one) => one.code === code);
  if (derived) return derived.of;
  throw new Refused(
    'not-a-token',
    `${code} of ${resource.code} is not an item that becomes a token; tokens are made for those alone`,
    `${resource.code} 的 ${code} 不是需换成令牌的信息项，只为此类信息项提供令牌`,
  );
}

const notYours = ({ code, departments }: Resource): Forbidden =>
  new Forbidden(
    `tokens of ${code} are made for its provider alone: ${departments.join(', ')}`,
    `${code} 的令牌只提供给其提供部门：${departments.join('、')}`,
  );

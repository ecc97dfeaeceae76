/** A signature as Trino writes it in its messages. */
import type { Pattern, Signature } from '../signature.ts';

export const signatureText = ({ name, parameters, variadic }: Signature): string =>
  `${name}(${parameters.map(patternText).join(', ')}${variadic ? ', …' : ''})`;

function patternText({ name, parameters }: Pattern): string {
  if (parameters.length === 0) return name;
  return `${name}(${parameters.map((hole) => (typeof hole === 'number' ? hole : patternText(hole))).join(', ')})`;
}

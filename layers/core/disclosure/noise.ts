/**
 * Noise that stays: a draw depends on a secret of the store and on what the number rests on (which contributors, with
 * which values), and on nothing else. The same question again, in other words or by another receiver, gives the same
 * number, so that asking often averages nothing out; one contributor more or less gives a draw that has nothing to do
 * with the last.
 */
import { sha256 } from '../ledger/merkle.ts';

/** A draw from the standard normal distribution, cut at ± `bound`, always the same for the same identity. */
export type Draw = (identity: string, bound: number) => Promise<number>;

const encoder = new TextEncoder();

export async function keyedDraw(secret: Uint8Array): Promise<Draw> {
  const { subtle } = globalThis.crypto;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await subtle.importKey('raw', Uint8Array.from(secret), algorithm, false, ['sign']);
  return async (identity, bound) => {
    for (let turn = 0; ; turn += 1) {
      const bytes = await subtle.sign('HMAC', key, encoder.encode(`${turn} ${identity}`));
      const drawn = normal(new DataView(bytes));
      if (Math.abs(drawn) <= bound) return drawn;
    }
  };
}

/** Box and Muller: two uniform numbers of 48 bits make a normal one. */
function normal(view: DataView): number {
  const uniform = (at: number) => (view.getUint32(at) * 65536 + view.getUint16(at + 4) + 0.5) / 2 ** 48;
  return Math.sqrt(-2 * Math.log(uniform(0))) * Math.cos(2 * Math.PI * uniform(6));
}

/** What a number rests on: units in order, and for an amount what each adds. */
export async function identityOf(
  measure: string,
  units: readonly string[],
  amounts?: ReadonlyMap<string, number>,
): Promise<string> {
  const lines = [...units].sort().map((unit) => (amounts ? `${unit} ${amounts.get(unit) ?? 0}` : unit));
  return `${measure} ${await sha256(encoder.encode(lines.join('\n')))}`;
}

/**
 * SHA-256 (FIPS 180-4) of short texts, at once: WebCrypto's digest is a message to another thread and back, which costs
 * ten times what it hashes where a leaf has a few hundred bytes and a node 65.
 */

/** The first 32 bits of the fractions of roots of the first primes. */
function fractionsOfRoots(count: number, root: (prime: number) => number): Uint32Array {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate += 1)
    if (isPrime(candidate)) found.push((root(candidate) % 1) * 2 ** 32);
  return Uint32Array.from(found);
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor += 1)
    if (candidate % divisor === 0) return false;
  return true;
}

const rounds = fractionsOfRoots(64, Math.cbrt);
const start = fractionsOfRoots(8, Math.sqrt);
const schedule = new Uint32Array(64);

const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

function fillSchedule(view: DataView, at: number): void {
  for (let i = 0; i < 16; i += 1) schedule[i] = view.getUint32(at + i * 4);
  for (let i = 16; i < 64; i += 1) {
    const w15 = schedule[i - 15] as number;
    const w2 = schedule[i - 2] as number;
    const s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
    const s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
    schedule[i] = (schedule[i - 16] as number) + s0 + (schedule[i - 7] as number) + s1;
  }
}

function compress(state: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let i = 0; i < 64; i += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const one = (h + s1 + choice + (rounds[i] as number) + (schedule[i] as number)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries())
    state[index] = (state[index] as number) + value;
}

/** The bytes, a 1, zeros, and the length in bits: whole blocks of 64 bytes. */
function padded(bytes: Uint8Array): DataView {
  const all = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  all.set(bytes);
  all[bytes.length] = 0x80;
  const view = new DataView(all.buffer);
  view.setUint32(all.length - 4, bytes.length * 8);
  return view;
}

/** Hex. For texts up to some kilobytes: longer ones are hashed faster elsewhere. */
export function shortSha256(bytes: Uint8Array): string {
  const view = padded(bytes);
  const state = start.slice();
  for (let at = 0; at < view.byteLength; at += 64) {
    fillSchedule(view, at);
    compress(state);
  }
  let text = '';
  for (const word of state) text += word.toString(16).padStart(8, '0');
  return text;
}

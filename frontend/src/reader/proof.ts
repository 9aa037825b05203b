/**
 * Proof: the sum a browser does before a question is sent, so that a machine that sends thousands has something to do.
 * Knows SHA-256 of one block, in plain numbers: the browser's own needs a secure page and a promise for each hash, which takes
 * ten times as long. Works in short slices, so that the page never stands still.
 * Does not know what is sent.
 */

export interface Puzzle {
  /** What every puzzle begins with: 32 hexadecimal digits. */
  readonly start: string;
  readonly bits: number;
}

export const PUZZLES = 16;

/** No slice of the work may take a frame's time away (READER PE5). */
const SLICE_MS = 12;
const LOOK_EVERY = 64;

// Fractions of the roots of the first primes (FIPS 180-4 §4.2.2, §5.3.3), computed instead of written down.
const [FIRST, ROUNDS] = constants();

export type Rest = () => Promise<void>;

/** The numbers that solve every puzzle. `rest` lets the page have its turn. */
export async function solve({ start, bits }: Puzzle, now: () => number, rest: Rest): Promise<number[]> {
  const found: number[] = [];
  let until = now() + SLICE_MS;
  for (let puzzle = 0; puzzle < PUZZLES; puzzle++) {
    for (let answer = 0; ; answer++) {
      if (first32(`${start}:${puzzle}:${answer}`) >>> (32 - bits) === 0 || bits === 0) {
        found.push(answer);
        break;
      }
      if (answer % LOOK_EVERY === 0 && now() > until) {
        await rest();
        until = now() + SLICE_MS;
      }
    }
  }
  return found;
}

/** SHA-256 of a text, as hexadecimal digits. */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const state = FIRST.slice();
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, bytes.length << 3);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
  const words = new Uint32Array(64);
  for (let at = 0; at < padded.length; at += 64) {
    for (let word = 0; word < 16; word++) words[word] = view.getUint32(at + word * 4);
    compress(state, words);
  }
  return [...state].map((each) => each.toString(16).padStart(8, "0")).join("");
}

const state = new Uint32Array(8);
const words = new Uint32Array(64);

/** The first 32 bits of the hash of at most 55 ASCII characters: one block, and nothing is made anew for it. */
function first32(text: string): number {
  words.fill(0, 0, 16);
  for (let at = 0; at < text.length; at++)
    words[at >> 2] = (words[at >> 2] as number) | (text.charCodeAt(at) << (24 - (at & 3) * 8));
  const end = text.length;
  words[end >> 2] = (words[end >> 2] as number) | (0x80 << (24 - (end & 3) * 8));
  words[15] = end * 8;
  state.set(FIRST);
  compress(state, words);
  return state[0] as number;
}

function compress(into: Uint32Array, w: Uint32Array): void {
  for (let t = 16; t < 64; t++) {
    const x = w[t - 15] as number;
    const y = w[t - 2] as number;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[t] = ((w[t - 16] as number) + s0 + (w[t - 7] as number) + s1) | 0;
  }
  let a = into[0] as number;
  let b = into[1] as number;
  let c = into[2] as number;
  let d = into[3] as number;
  let e = into[4] as number;
  let f = into[5] as number;
  let g = into[6] as number;
  let h = into[7] as number;
  for (let t = 0; t < 64; t++) {
    const e1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const one = (h + e1 + ((e & f) ^ (~e & g)) + (ROUNDS[t] as number) + (w[t] as number)) | 0;
    const a0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const two = (a0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  into[0] = (into[0] as number) + a;
  into[1] = (into[1] as number) + b;
  into[2] = (into[2] as number) + c;
  into[3] = (into[3] as number) + d;
  into[4] = (into[4] as number) + e;
  into[5] = (into[5] as number) + f;
  into[6] = (into[6] as number) + g;
  into[7] = (into[7] as number) + h;
}

function constants(): [Uint32Array, Uint32Array] {
  const primes: number[] = [];
  for (let each = 2; primes.length < 64; each++) if (primes.every((prime) => each % prime)) primes.push(each);
  // A double has 53 bits: 32 of a fraction are exact, as a root of 311 needs five for what is before the point.
  const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 2 ** 32);
  return [
    Uint32Array.from(primes.slice(0, 8), (each) => fraction(Math.sqrt(each))),
    Uint32Array.from(primes, (each) => fraction(Math.cbrt(each))),
  ];
}

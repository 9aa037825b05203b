import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { PUZZLES, sha256, solve } from "./proof";

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
const atOnce = async (): Promise<void> => {};

describe("the sum a browser does", () => {
  it("is SHA-256, of texts of every length around a block's", () => {
    for (const length of [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1_000])
      expect(sha256("x".repeat(length)), `${length}`).toBe(hash("x".repeat(length)));
    expect(sha256("Wann fährt 𝕴die Fähre?")).toBe(hash("Wann fährt 𝕴die Fähre?"));
  });

  it("solves every puzzle, with the first number that does", async () => {
    const start = "0123456789abcdef0123456789abcdef";
    const bits = 6;
    const found = await solve({ start, bits }, () => 0, atOnce);
    expect(found).toHaveLength(PUZZLES);
    const solves = (puzzle: number, answer: number): boolean =>
      Number.parseInt(hash(`${start}:${puzzle}:${answer}`).slice(0, 8), 16) >>> (32 - bits) === 0;
    for (const [puzzle, answer] of found.entries()) {
      expect(solves(puzzle, answer)).toBe(true);
      for (let less = 0; less < answer; less++) expect(solves(puzzle, less)).toBe(false);
    }
  });

  it("lets the page have its turn whenever a slice is over", async () => {
    let time = 0;
    let rests = 0;
    const rest = async (): Promise<void> => {
      rests += 1;
    };
    await solve(
      { start: "0".repeat(32), bits: 8 },
      () => {
        time += 20;
        return time;
      },
      rest,
    );
    expect(rests).toBeGreaterThan(PUZZLES - 1);
    expect(rests).toBeLessThanOrEqual(time / 20);
  });
});

/**
 * Rereading: whether what is written reads as what was meant.
 * Does not know what is to be done where it does not.
 */

import { read } from "./reading";
import type { Block, Inline } from "./tree";
import { write } from "./writing";

/** Whether `block` reads as it is; `apart` as `writtenInline` has it. */
export function isRead(block: Block, apart: boolean): boolean {
  return same(read(write([block], () => apart)), [block]);
}

function same(left: readonly Block[], right: readonly Block[]): boolean {
  return JSON.stringify(left, told) === JSON.stringify(right, told);
}

/** What two trees are compared by: what is said, not how it was written. */
function told(key: string, value: unknown): unknown {
  if (key === "char" || key === "auto" || key === "spelled") return undefined;
  if (key !== "children") return value;
  const out: Inline[] = [];
  for (const each of value as Inline[]) {
    const last = out.at(-1);
    if (each.type === "text" && last?.type === "text")
      out[out.length - 1] = { type: "text", text: last.text + each.text };
    else out.push(each);
  }
  return out;
}

/**
 * Frames: one revision as the stream brings it, `{v, seq, kind, changes}` (docs/contracts/).
 * Knows which shapes are valid; anything else is refused whole, so that nothing is ever applied by half.
 * Does not know the document.
 */

/** The version of the frame this script reads. */
export const VERSION = 1;

/** `place` puts the post in its order where the page lacks it, `replace` leaves such a page alone. */
export interface PostChange {
  readonly op: "place" | "replace";
  readonly post: string;
  readonly order: string;
  readonly html: string;
}

export type Change =
  | PostChange
  | { readonly op: "replace"; readonly region: string; readonly html: string }
  | { readonly op: "remove"; readonly post: string }
  | { readonly op: "title"; readonly text: string }
  | { readonly op: "reload" };

export interface Frame {
  readonly seq: number;
  readonly kind: string;
  readonly changes: readonly Change[];
}

/** The frame in `json`, or null when it is none that this script understands. */
export function parseFrame(json: string): Frame | null {
  return frameOf(parsed(json));
}

/** The frame that `tree` is, or null. */
export function frameOf(tree: unknown): Frame | null {
  if (!isRecord(tree) || tree.v !== VERSION) return null;
  const { seq, kind, changes } = tree;
  if (!Number.isSafeInteger(seq) || typeof kind !== "string" || !Array.isArray(changes)) return null;
  return changes.every(isChange) ? { seq: seq as number, kind, changes } : null;
}

function isChange(change: unknown): change is Change {
  if (!isRecord(change)) return false;
  const has = (...names: string[]): boolean => names.every((name) => typeof change[name] === "string");
  switch (change.op) {
    case "place":
      return has("post", "order", "html");
    case "replace":
      return "region" in change ? has("region", "html") : has("post", "order", "html");
    case "remove":
      return has("post");
    case "title":
      return has("text");
    case "reload":
      return true;
    default:
      return false;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

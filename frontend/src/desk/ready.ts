/**
 * Ready: the templates and snippets of a blog, as the newsroom has prepared them.
 * Knows that they are asked for when they are wanted, and that the last ones known serve without a connection.
 * Does not know where they are put.
 */

import type { Ask, Tree } from "./asking";
import type { Snippet } from "./composer/snippets";
import type { Content } from "./content";

export interface Template {
  readonly name: string;
  /** What stands in braces, in the order in which it is read. */
  readonly fields: readonly string[];
  readonly content: Content;
}

export interface Prepared {
  readonly templates: readonly Template[];
  readonly snippets: readonly Snippet[];
}

/** So long what was asked for is taken for what it is: whoever types asks at every key. */
const FRESH_MS = 60_000;

export class Ready {
  #known: Prepared | null = null;
  #at = Number.NEGATIVE_INFINITY;
  #asking: Promise<Prepared | null> | null = null;

  constructor(
    private readonly blog: string,
    private readonly ask: Ask,
    private readonly now: () => number,
  ) {}

  async templates(): Promise<readonly Template[] | null> {
    return (await this.#all(0))?.templates ?? null;
  }

  async snippets(): Promise<readonly Snippet[] | null> {
    return (await this.#all(FRESH_MS))?.snippets ?? null;
  }

  #all(fresh: number): Promise<Prepared | null> | Prepared | null {
    if (this.#known && this.now() - this.#at < fresh) return this.#known;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #ask(): Promise<Prepared | null> {
    const answer = await this.ask("GET", `/desk/blogs/${this.blog}/ready/list`);
    if (answer?.status === 200) {
      this.#known = preparedOf(answer.tree);
      this.#at = this.now();
    }
    return this.#known;
  }
}

function preparedOf(tree: Tree): Prepared {
  return {
    templates: (tree.templates ?? []) as Template[],
    snippets: (tree.snippets ?? []) as Snippet[],
  };
}

const FIELD = /\{([^{}\n]{1,40})\}/g;

/** `text` with what was typed into its fields; one that stayed empty stays to be seen. */
export function filled(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(FIELD, (whole, name: string) => values.get(name)?.trim() || whole);
}

/** The fields that are still to be filled in. */
export function unfilled(text: string): string[] {
  return [...new Set([...text.matchAll(FIELD)].map((found) => found[0]))];
}

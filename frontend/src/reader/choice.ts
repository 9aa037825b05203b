/**
 * Choice: the providers whose frames this device loads by itself, and the line at the foot of the page that takes it back.
 * Knows that a browser may keep nothing; then it holds for this page alone.
 */

import { sayingsIn } from "./sayings";

const KEPT = "stoppress.frames";

/** The choice of one device. `changed` is called with the provider. */
export class Choice {
  changed: (provider: string) => void = () => {};
  private readonly chosen: Map<string, string>;

  constructor(
    private readonly page: Document,
    private readonly store: Storage | undefined = storeOf(page),
  ) {
    this.chosen = new Map(read(store));
    this.tell();
  }

  get any(): boolean {
    return this.chosen.size > 0;
  }

  holds(provider: string | undefined): boolean {
    return provider !== undefined && this.chosen.has(provider);
  }

  /** Load from this provider, whom readers call `title`, by itself from now on, or no more. */
  set(provider: string, title: string, always: boolean): void {
    if (always) this.chosen.set(provider, title);
    else this.chosen.delete(provider);
    try {
      if (this.any) this.store?.setItem(KEPT, JSON.stringify([...this.chosen]));
      else this.store?.removeItem(KEPT);
    } catch {
      // Nothing is kept then; for this page it holds.
    }
    this.tell();
    this.changed(provider);
  }

  private tell(): void {
    const line = this.page.querySelector<HTMLElement>("#frames");
    if (!line) return;
    line.hidden = !this.any;
    line.replaceChildren(
      ...(this.any ? [`${sayingsIn(this.page).say("loaded")} `] : []),
      ...[...this.chosen].map(([provider, title]) => this.stop(provider, title)),
    );
  }

  private stop(provider: string, title: string): HTMLElement {
    const button = this.page.createElement("button");
    button.type = "button";
    button.append(sayingsIn(this.page).say("stop", { provider: title }));
    button.addEventListener("click", () => this.set(provider, title, false));
    return button;
  }
}

function storeOf(page: Document): Storage | undefined {
  try {
    return page.defaultView?.localStorage;
  } catch {
    return undefined;
  }
}

function read(store: Storage | undefined): [string, string][] {
  try {
    const kept: unknown = JSON.parse(store?.getItem(KEPT) ?? "[]");
    if (!Array.isArray(kept)) return [];
    return kept.filter((each) => Array.isArray(each) && each.length === 2 && each.every(isText));
  } catch {
    return [];
  }
}

const isText = (each: unknown): boolean => typeof each === "string" && each.length < 100;

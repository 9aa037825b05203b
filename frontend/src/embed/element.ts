/**
 * The element `<live-blog src="…">`: a live blog on somebody else's page. (READER EM7)
 * Knows that the page is theirs: it stores nothing, sets no address or title, and lives in a shadow tree of its own, so
 * that neither's styles reach the other; the sheet is one the script makes, which a policy without inline styles allows.
 * Without it the link inside the element leads to the blog.
 * Does not know how a live page works (`reader/`).
 */

import { Arrivals } from "../reader/arrivals";
import { browserClock } from "../reader/clock";
import { Folds } from "../reader/folds";
import { loadPage } from "../reader/fresh";
import { LivePage } from "../reader/live";
import { browserNeighbours } from "../reader/neighbours";
import { choicesAt } from "../reader/reading";
import { shareOnPress } from "../reader/sharing";
import { fetchStep } from "../reader/steps";
import { isThrifty } from "../reader/thrift";
import { Tools } from "../reader/tools";
import { comeFrom, documentOf } from "../reader/trusted";
import { isHidden, timeOfDay, watch } from "../reader/watching";
import { OWN_RULES, scoped } from "./sheet";

/** Parts a host may style, beside the colours and fonts that its `live-blog` rule may set (docs/howto/embed.md). */
const PARTS: Readonly<Record<string, string>> = {
  "[data-region=head]": "head",
  "[data-region=state]": "state",
  "[data-region=key-points]": "key-points",
  "[data-region=pinned]": "pinned",
  ".stream": "stream",
  ".tools": "tools",
  ".notices": "notices",
};

export class LiveBlog extends HTMLElement {
  #isShown = false;

  connectedCallback(): void {
    if (!this.#isShown) void this.#show();
  }

  async #show(): Promise<void> {
    const address = addressOf(this.getAttribute("src"));
    if (!address) return;
    this.#isShown = true;
    try {
      comeFrom(new URL(address).origin);
      const load = (): Promise<string> => loadPage(address);
      const page = documentOf(await load());
      const sheet = await sheetOf(page);
      const main = this.#place(page, sheet);
      if (main) follow(main, load);
    } catch {
      // The link inside stays what there is.
      this.#isShown = false;
    }
  }

  /** Puts the blog into a tree of its own; the answer is what frames change. */
  #place(page: Document, sheet: CSSStyleSheet): HTMLElement | null {
    const served = page.querySelector<HTMLElement>("main[data-live]");
    if (!served) return null;
    // The host has its own `main`.
    const main = document.createElement("div");
    for (const { name, value } of served.attributes) main.setAttribute(name, value);
    main.append(...served.childNodes);
    const whole = document.createElement("div");
    whole.lang = page.documentElement.lang;
    whole.dir = page.documentElement.dir;
    whole.setAttribute("part", "blog");
    const around = page.querySelectorAll<HTMLElement>(".notices, #announcer, #sayings");
    whole.append(main, ...around);
    for (const [selector, part] of Object.entries(PARTS))
      whole.querySelector(selector)?.setAttribute("part", part);
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(whole);
    return main;
  }
}

/** The page that may stand on another's: `src` is the blog's own address. */
function addressOf(src: string | null): string | null {
  try {
    const found = new URL(src ?? "", document.baseURI);
    return `${found.origin}${found.pathname.replace(/\/$/, "")}/embed`;
  } catch {
    return null;
  }
}

async function sheetOf(page: Document): Promise<CSSStyleSheet> {
  const sheet = new CSSStyleSheet();
  const links = [...page.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")];
  const texts = await Promise.all(
    links.map(async (each) => (await fetch(each.getAttribute("href") ?? "")).text()),
  );
  sheet.replaceSync([...texts.map(scoped), OWN_RULES].join("\n"));
  return sheet;
}

function follow(main: HTMLElement, load: () => Promise<string>): void {
  // Nothing of the host's address or storage is ours to read or write.
  const choices = choicesAt(new URL("about:blank"), undefined);
  const folds: Folds = new Folds(main, browserClock, () => tools.tell());
  const arrivals: Arrivals = new Arrivals(main, isHidden, () => {
    tools.tell();
    folds.later();
  });
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const isSparing = (): boolean => choices.isThrifty || isThrifty();
  const tools = new Tools(main, () => arrivals, choices, {
    store: undefined,
    now: Date.now,
    height: () => innerHeight,
    isThrifty: isSparing,
    address: () => new URL("about:blank"),
    say: () => {},
  });
  const live = new LivePage({
    main,
    neighbours: browserNeighbours(),
    connect: (address) => new EventSource(address),
    fetch: fetchStep,
    load,
    clock: browserClock,
    chance: Math.random,
    arrival: { isStill: () => still.matches },
    arrivals,
    device: { isOffline: () => !navigator.onLine, timeOfDay },
    isThrifty: isSparing,
  });
  tools.offer(live);
  folds.listen(window);
  shareOnPress(main.getRootNode() as ShadowRoot);
  watch(main, live, [folds, arrivals]);
  live.follow();
}

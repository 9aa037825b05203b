/**
 * Folds: keeps a page that stays open all day as light as one just loaded. (READER PE4)
 * Knows which posts are far from what is read, and when to put them back.
 * Does not know how a run is written (`runs.ts`).
 */

import type { Clock } from "./clock";
import { HELD } from "./differences";
import { itemsOf, listOf } from "./list";
import { keepingPlace } from "./place";
import { rootOf, windowHeight } from "./root";
import { fold, isRun, reach, unfold } from "./runs";
import { sayingsIn } from "./sayings";

/** So many windows away from what is read, a post may be folded; nearer than the other, it is put back. */
const FAR = 3;
const NEAR = 1.5;

/** Posts in one run, at most and at least. */
const RUN_MOST = 20;
const RUN_LEAST = 10;

/** The newest posts stay as they are, as on a page just loaded; with as many more nothing is folded. */
const NEWEST_LEAST = 30;

/** How long after a change the page is tidied. */
export const TIDIED_AFTER_MS = 1_000;

/** What a fold would take from the reader. */
const IN_USE = ":target, [data-since], details[open], .frame iframe";

export class Folds {
  readonly #newest: number;
  #isDue = false;

  /** `changed` is called when posts have been put back. */
  constructor(
    private readonly main: HTMLElement,
    private readonly clock: Clock,
    private readonly changed: () => void,
  ) {
    this.#newest = Math.max(NEWEST_LEAST, listOf(main)?.children.length ?? 0);
  }

  /** Listens to whoever wants to see what is folded. */
  listen(window: Window): void {
    const page = this.main.ownerDocument;
    const list = listOf(this.main);
    const open = (event: Event): void => {
      const run = event.target instanceof Element ? event.target.closest("#posts > li") : null;
      if (run && isRun(run)) this.#open([run]);
    };
    for (const event of ["click", "beforematch"]) list?.addEventListener(event, open);
    page.addEventListener("click", (event) => this.#follow(event), { capture: true });
    window.addEventListener("hashchange", () => this.reach(postIn(window.location.hash))?.scrollIntoView());
    window.addEventListener("beforeprint", () => this.#open(this.#runs()));
  }

  /** Posts have come: tidies in a while. */
  later(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.clock.after(TIDIED_AFTER_MS, () => {
      this.#isDue = false;
      this.tidy();
    });
  }

  /** The reader has moved: what they come near to is put back. */
  moved(): void {
    const height = this.#height;
    const near = this.#runs().filter((each) => isWithin(each, height, NEAR));
    if (near.length) this.#open(near);
  }

  /** The post, wherever it is. */
  reach(post: string): HTMLElement | null {
    const item = reach(this.main, post);
    if (item) this.changed();
    return item;
  }

  /** Folds what is far off, if there is much of it. */
  tidy(): void {
    const list = listOf(this.main);
    if (!list) return;
    const items = itemsOf(list);
    if (items.filter((each) => !isRun(each)).length < this.#newest * 2) return;
    const runs = this.#farOff(items);
    const heights = runs.map((run) => heightOf(run, list));
    const sayings = sayingsIn(rootOf(this.main));
    keepingPlace(rootOf(this.main), () => {
      runs.forEach((run, at) => {
        fold(run, heights[at] ?? 0, sayings);
      });
    });
  }

  /** Posts that may be folded, side by side and alike in whether they are shown. */
  #farOff(items: readonly HTMLElement[]): HTMLElement[][] {
    const height = this.#height;
    const runs: HTMLElement[][] = [];
    let run: HTMLElement[] = [];
    items.forEach((item, at) => {
      const isFar =
        at >= this.#newest && !isRun(item) && !isWithin(item, height, FAR) && !this.#isInUse(item);
      const goesOn = isFar && run.length < RUN_MOST && isHeld(item) === isHeld(run[0] ?? item);
      if (!goesOn) {
        runs.push(run);
        run = [];
      }
      if (isFar) run.push(item);
    });
    return [...runs, run].filter((each) => each.length >= RUN_LEAST);
  }

  #isInUse(item: HTMLElement): boolean {
    const page = this.main.ownerDocument;
    const plays = [...item.querySelectorAll<HTMLMediaElement>("video, audio")].some((each) => !each.paused);
    const selection = page.getSelection?.();
    const isSelected = selection && !selection.isCollapsed && selection.containsNode(item, true);
    return (
      plays ||
      isSelected ||
      item.contains(rootOf(this.main).activeElement) ||
      item.querySelector(IN_USE) !== null
    );
  }

  /** A link to a post of this page leads to it though it is folded. */
  #follow(event: Event): void {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#post-']") : null;
    if (link) this.reach(postIn(link.getAttribute("href") ?? ""));
  }

  #open(runs: readonly Element[]): void {
    keepingPlace(rootOf(this.main), () => {
      for (const each of runs) unfold(each);
      this.changed();
    });
  }

  #runs(): HTMLElement[] {
    const list = listOf(this.main);
    return list ? itemsOf(list).filter(isRun) : [];
  }

  get #height(): number {
    return windowHeight(rootOf(this.main));
  }
}

function postIn(hash: string): string {
  return decodeURIComponent(hash.replace(/^#post-/, ""));
}

function isHeld(item: Element): boolean {
  return item.classList.contains(HELD);
}

/** Whether the item is nearer to the window than `windows` times its height; what is not shown is near to nothing. */
function isWithin(item: Element, height: number, windows: number): boolean {
  if (!item.getClientRects().length) return false;
  const { top, bottom } = item.getBoundingClientRect();
  return bottom > -windows * height && top < (windows + 1) * height;
}

/** The room these posts take; of those that are not shown, what as many others take. */
function heightOf(run: readonly HTMLElement[], list: Element): number {
  const own = run.reduce((sum, each) => sum + each.getBoundingClientRect().height, 0);
  if (own) return own;
  const shown = [...list.children].filter((each) => !isRun(each) && each.getClientRects().length);
  const all = shown.reduce((sum, each) => sum + each.getBoundingClientRect().height, 0);
  return shown.length ? (all / shown.length) * run.length : 0;
}

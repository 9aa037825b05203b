/**
 * Arrivals: posts that came while the reader was reading something else, held back until they are wanted.
 * Knows when a post may simply appear and when it has to wait. (READER PL1, PL2)
 * Does not know where posts come from, nor what is said about them.
 */

import { dropClass, HELD } from "./differences";
import { isTurned, itemsOf, listOf } from "./list";
import { hasGonePast, keepingPlace } from "./place";
import { rootOf } from "./root";
import { namesIn } from "./runs";

/** So near to the top of the stream, in pixels, one is about to see it: what waits is put there meanwhile. */
const NEAR_PX = 400;

export class Arrivals {
  #waiting = new Set<string>();
  #isResuming = false;

  /** `changed` is called when what waits has become more or less. */
  constructor(
    private readonly main: HTMLElement,
    private readonly isHidden: () => boolean,
    private readonly changed: () => void = () => {},
  ) {}

  /** Whether a post that comes now has to wait. To be asked before it comes: afterwards the page is another. */
  mustWait(): boolean {
    return this.#waiting.size > 0 || this.#isResuming || this.isHidden() || this.#isBusy() || this.#isBelow();
  }

  /** These have come. To be called before the page is shown again. */
  came(posts: readonly Element[], mustWait: boolean): void {
    if (mustWait) for (const post of posts) this.#waiting.add(firstOf(post));
    this.#mark();
    this.changed();
  }

  /** What comes next was missed while nothing was to come: it is offered, not shown. (READER AX1) */
  resume(): void {
    this.#isResuming = true;
  }

  /** All that was missed has come. */
  caughtUp(): void {
    this.#isResuming = false;
  }

  /** The items that wait, newest first; one may stand for several posts. */
  get waiting(): readonly HTMLElement[] {
    const list = listOf(this.main);
    return list ? itemsOf(list).filter((each) => this.#waiting.has(firstOf(each))) : [];
  }

  /** How many posts wait. */
  get count(): number {
    return this.#waiting.size;
  }

  /** Shows what waits; the answer lists it, newest first. */
  show(): readonly HTMLElement[] {
    const shown = this.waiting;
    this.#waiting.clear();
    this.#isResuming = false;
    this.#mark();
    this.changed();
    return shown;
  }

  /**
   * The reader has moved: if they have come near to where new posts stand, what waits is put there. What is being
   * read stays, and they come upon the oldest of it first.
   */
  moved(): readonly HTMLElement[] {
    if (!this.#waiting.size || this.isHidden() || this.#isBusy() || this.#isBelow(NEAR_PX)) return [];
    return keepingPlace(rootOf(this.main), () => this.show());
  }

  /** Whether the stream has the focus, or words in it are selected: by keyboard one reads without scrolling. */
  #isBusy(): boolean {
    const page = this.main.ownerDocument;
    const list = listOf(this.main);
    if (!list) return false;
    const selection = page.getSelection?.();
    const isSelecting = selection && !selection.isCollapsed && selection.containsNode(list, true);
    return isSelecting || list.contains(rootOf(this.main).activeElement);
  }

  #isBelow(nearby = 0): boolean {
    const list = listOf(this.main);
    return list !== null && hasGonePast(list, isTurned(list), nearby);
  }

  #mark(): void {
    const list = listOf(this.main);
    if (!list) return;
    const names = new Set<string>();
    for (const item of list.children) {
      const waits = this.#waiting.has(firstOf(item));
      if (waits) for (const name of namesIn(item)) names.add(name);
      if (waits) item.classList.add(HELD);
      else if (item.classList.contains(HELD)) dropClass(item, HELD);
    }
    // Whatever was taken back, or fell off a fresh page, waits no more.
    this.#waiting = names;
  }
}

/** Posts that are folded into one item wait together. */
function firstOf(item: Element): string {
  return namesIn(item)[0] ?? "";
}

/**
 * Viewer: one picture over the whole screen, and its neighbours by keys, buttons or swipe.
 * Knows a modal dialog. Focus comes back to where it was opened; what is taken back meanwhile is shown no longer.
 * Does not know which pictures there are (`row`), nor what a key or a swipe means (`moves`).
 */

import { followFinger } from "./finger";
import type { Spot } from "./gallery";
import { closingOnBack } from "./leaving";
import { keyed, type Point, type Standing, stepped, swiped } from "./moves";
import { button, element } from "./pieces";
import { indexOf, type Picture, pictures } from "./row";
import { sayingsIn } from "./sayings";
import { isThrifty } from "./thrift";

const SAYINGS = sayingsIn(document);

/** Shows the picture at `spot`, if it is still there. */
export function view(spot: Spot): void {
  new Viewer(spot).open();
}

class Viewer {
  #row: Picture[];
  #at: number;
  readonly #dialog = element("dialog", "viewer");
  #image = element("img", "shown");
  readonly #words = element("figcaption", "words");
  readonly #count = element("p", "count");
  readonly #ways = [
    button("before", SAYINGS.say("previousPicture"), () => this.#go(stepped(this.#standing, -1))),
    button("after", SAYINGS.say("nextPicture"), () => this.#go(stepped(this.#standing, 1))),
  ];
  readonly #watch = new MutationObserver(() => this.#look());
  #left = (): void => {};
  readonly #over = new AbortController();

  constructor(private readonly opened: Spot) {
    this.#row = pictures(document, opened.place);
    this.#at = indexOf(this.#row, opened.address, opened.at);
  }

  open(): void {
    if (!this.#row[this.#at]) return;
    this.#build();
    document.body.append(this.#dialog);
    this.#holdPage();
    this.#dialog.showModal();
    this.#left = closingOnBack(() => this.#dialog.close());
    const main = document.querySelector("main");
    if (main) this.#watch.observe(main, { childList: true, subtree: true, attributes: true });
    this.#show();
  }

  #build(): void {
    const dialog = this.#dialog;
    const figure = element("figure", "frame");
    figure.append(this.#image, this.#words);
    this.#count.setAttribute("role", "status");
    dialog.setAttribute("aria-label", SAYINGS.say("pictures"));
    dialog.append(
      button("close", SAYINGS.say("close"), () => dialog.close()),
      figure,
      this.#count,
      ...this.#ways,
    );
    dialog.addEventListener("close", () => this.#closed());
    dialog.addEventListener("keydown", (event) => this.#key(event));
    const hand = {
      moved: (across: number) => this.#drag(across),
      released: (from: Point, to: Point) => this.#go(swiped(this.#standing, from, to)),
    };
    followFinger(figure, hand, this.#over.signal);
  }

  /** The page behind does not scroll, and keeps the width its scroll bar leaves it. */
  #holdPage(): void {
    const root = document.documentElement;
    root.classList.toggle("had-bar", innerWidth > root.clientWidth);
    root.classList.add("viewing");
  }

  get #standing(): Standing {
    const isRightToLeft = getComputedStyle(this.#dialog).direction === "rtl";
    return { at: this.#at, count: this.#row.length, isRightToLeft };
  }

  #go(to: number): void {
    if (to === this.#at) return;
    this.#at = to;
    this.#show();
  }

  /** An image of its own for each picture: one that is given another file shows the old one until it has come. */
  #show(): void {
    const { address, near } = this.#row[this.#at] ?? { address: "", near: "" };
    const image = element("img", "shown");
    image.draggable = false;
    image.src = near || address;
    this.#image.replaceWith(image);
    this.#image = image;
    this.#say();
    if (near && near !== address) void sharpen(image, address);
    if (!isThrifty()) for (const by of [1, -1]) this.#fetch(stepped(this.#standing, by));
  }

  #fetch(at: number): void {
    const next = this.#row[at];
    if (next && at !== this.#at) new Image().src = next.address;
  }

  #say(): void {
    const picture = this.#row[this.#at];
    const { length } = this.#row;
    const count = length > 1 ? `${this.#at + 1} of ${length}` : "";
    this.#image.alt = picture?.alt ?? "";
    this.#words.replaceChildren(...(picture?.words ?? []).map((each) => each.cloneNode(true)));
    if (this.#count.textContent !== count) this.#count.textContent = count;
    for (const way of this.#ways) way.hidden = length < 2;
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = keyed(this.#standing, event.key);
    if (to === null) return;
    event.preventDefault();
    this.#go(to);
  }

  #drag(across: number): void {
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#image.style.translate = across && !isStill ? `${across}px` : "";
  }

  /** The page has changed behind: what is said is what it says now, and what was taken back is shown no longer. */
  #look(): void {
    const address = this.#row[this.#at]?.address ?? "";
    this.#row = pictures(document, this.opened.place);
    this.#at = indexOf(this.#row, address, this.#at);
    if (this.#at < 0) this.#dialog.close();
    else this.#say();
  }

  #closed(): void {
    this.#watch.disconnect();
    this.#over.abort();
    this.#dialog.remove();
    document.documentElement.classList.remove("viewing", "had-bar");
    this.#left();
    // The post may have been rendered anew meanwhile, and with it the link; or it was taken back.
    const { address, at, place } = this.opened;
    const link =
      this.#row[indexOf(this.#row, address, at)]?.link ?? document.querySelector<HTMLElement>(`${place} a`);
    link?.focus({ preventScroll: true });
  }
}

/** Shows the large file when it is there and decoded; what is shown until then, or for good, is the page's. */
async function sharpen(image: HTMLImageElement, address: string): Promise<void> {
  const large = new Image();
  large.src = address;
  await large.decode().catch(() => large.removeAttribute("src"));
  if (large.src) image.src = large.src;
}

/**
 * Viewer: one picture over the whole screen, and its neighbours by keys, buttons or swipe.
 * Knows a modal dialog, and that the browser's back button closes it. Focus comes back to where it was opened.
 * Does not know which pictures there are (`row`).
 */

import { indexOf, type Picture, pictures, standing } from "./row";

const SWIPE = 40;

/** Shows the picture a link stands for. */
export function view(link: HTMLAnchorElement): void {
  new Viewer(link).open();
}

class Viewer {
  private readonly place: string;
  private row: Picture[];
  private at: number;
  private readonly dialog = element("dialog", "viewer");
  private readonly image = element("img", "shown");
  private readonly words = element("figcaption", "words");
  private readonly count = element("p", "count");
  private readonly watch = new MutationObserver(() => this.look());
  private pressedAt: number | null = null;

  constructor(private readonly link: HTMLAnchorElement) {
    this.place = standing(link);
    this.row = pictures(document, this.place);
    this.at = Math.max(0, indexOf(this.row, link.href));
  }

  open(): void {
    this.build();
    document.body.append(this.dialog);
    this.dialog.showModal();
    history.pushState({ viewer: true }, "");
    addEventListener("popstate", this.back);
    const main = document.querySelector("main");
    if (main) this.watch.observe(main, { childList: true, subtree: true });
    this.show();
  }

  private build(): void {
    const figure = element("figure", "frame");
    figure.append(this.image, this.words);
    this.count.setAttribute("role", "status");
    this.dialog.setAttribute("aria-label", "Pictures");
    const close = button("close", "Close", "✕", () => this.dialog.close());
    this.dialog.append(close, figure, this.count);
    if (this.row.length > 1) {
      const before = button("before", "Previous picture", "‹", () => this.step(-1));
      const after = button("after", "Next picture", "›", () => this.step(1));
      this.dialog.append(before, after);
    }
    this.dialog.addEventListener("close", () => this.closed());
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog || event.target === figure) this.dialog.close();
    });
    this.image.addEventListener("pointerdown", (event) => {
      this.pressedAt = event.isPrimary ? event.clientX : null;
    });
    this.image.addEventListener("pointerup", (event) => this.swiped(event));
    this.image.draggable = false;
  }

  private show(): void {
    const picture = this.row[this.at];
    if (!picture) return;
    this.image.src = picture.address;
    this.image.alt = picture.alt;
    this.words.replaceChildren(...picture.words.map((each) => each.cloneNode(true)));
    this.count.textContent = this.row.length > 1 ? `${this.at + 1} of ${this.row.length}` : "";
    for (const beside of [this.at - 1, this.at + 1]) {
      const next = this.row[beside];
      if (next) new Image().src = next.address;
    }
  }

  private step(by: number): void {
    this.go((this.at + by + this.row.length) % this.row.length);
  }

  private go(to: number): void {
    if (to === this.at) return;
    this.at = to;
    this.show();
  }

  private key(event: KeyboardEvent): void {
    const onward = getComputedStyle(this.dialog).direction === "rtl" ? -1 : 1;
    const moves: Record<string, () => void> = {
      ArrowRight: () => this.step(onward),
      ArrowLeft: () => this.step(-onward),
      Home: () => this.go(0),
      End: () => this.go(this.row.length - 1),
    };
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  private swiped(event: PointerEvent): void {
    const start = this.pressedAt;
    this.pressedAt = null;
    if (start === null || Math.abs(event.clientX - start) < SWIPE) return;
    const onward = getComputedStyle(this.dialog).direction === "rtl" ? -1 : 1;
    this.step(event.clientX < start ? onward : -onward);
  }

  /** The page has changed behind: a picture that was taken back is shown no longer. */
  private look(): void {
    const address = this.row[this.at]?.address ?? "";
    this.row = pictures(document, this.place);
    const now = indexOf(this.row, address);
    if (now < 0) this.dialog.close();
    else if (now !== this.at) this.go(now);
  }

  private readonly back = (): void => this.dialog.close();

  private closed(): void {
    removeEventListener("popstate", this.back);
    this.watch.disconnect();
    this.dialog.remove();
    if (history.state?.viewer) history.back();
    // The post may have been rendered anew meanwhile, and with it the link.
    const row = pictures(document, this.place);
    row[indexOf(row, this.link.href)]?.link.focus({ preventScroll: true });
  }
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  kind: string,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.className = kind;
  return made;
}

function button(kind: string, label: string, sign: string, press: () => void): HTMLButtonElement {
  const made = element("button", kind);
  made.type = "button";
  made.setAttribute("aria-label", label);
  made.textContent = sign;
  made.addEventListener("click", press);
  return made;
}

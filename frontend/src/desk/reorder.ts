/**
 * Reorder: the lines of a list are put in order by dragging a handle, by arrow keys on it, or by buttons.
 * Knows that the order of the lines is the order of their fields, so that whoever saves sends the form as it stands.
 * Does not know what a line is, nor how it is saved (`saving.ts`).
 */

/** How near to an edge of the window, in pixels, a dragged line has the page scroll along. */
const EDGE = 64;
const SCROLL = 14;

export interface OrderHooks {
  /** A line came to rest at another place. */
  moved(): void;
  /** Words for whoever cannot see it. */
  say(words: string): void;
}

interface Drag {
  readonly pointer: number;
  readonly line: HTMLElement;
  /** What stood behind the line when it was taken up. */
  readonly behind: Element | null;
}

export class Reorder {
  #drag: Drag | null = null;

  constructor(
    private readonly list: HTMLElement,
    private readonly hooks: OrderHooks,
  ) {
    for (const handle of list.querySelectorAll<HTMLElement>("[data-handle]")) handle.hidden = false;
    list.addEventListener("click", (event) => this.#clicked(event));
    list.addEventListener("keydown", (event) => this.#pressed(event));
    list.addEventListener("pointerdown", (event) => this.#taken(event));
    list.addEventListener("pointermove", (event) => this.#dragged(event));
    list.addEventListener("pointerup", (event) => this.#dropped(event));
    list.addEventListener("pointercancel", (event) => this.#putBack(event));
  }

  /** The lines are at other places, whoever put them there. */
  settle(): void {
    const [first] = this.#lines();
    if (first) this.#settled(first, true);
  }

  #lines(): HTMLElement[] {
    return [...this.list.children] as HTMLElement[];
  }

  #lineOf(target: EventTarget | null, selector: string): HTMLElement | null {
    const control = target instanceof Element ? target.closest(selector) : null;
    return control?.closest<HTMLElement>("li") ?? null;
  }

  #clicked(event: Event): void {
    const up = this.#lineOf(event.target, "[data-up]");
    const down = this.#lineOf(event.target, "[data-down]");
    const line = up ?? down;
    if (!line) return;
    // Without a script the button sends the form.
    event.preventDefault();
    this.#step(line, up ? -1 : 1);
    const own = line.querySelector<HTMLButtonElement>(up ? "[data-up]" : "[data-down]");
    const other = line.querySelector<HTMLButtonElement>(up ? "[data-down]" : "[data-up]");
    (own?.disabled ? other : own)?.focus();
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.#drag) {
      event.preventDefault();
      this.#restore();
      return;
    }
    const line = this.#lineOf(event.target, "[data-handle]");
    const steps = { ArrowUp: -1, ArrowDown: 1, Home: -this.#lines().length, End: this.#lines().length }[
      event.key
    ];
    if (!line || steps === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#step(line, steps);
    line.querySelector<HTMLElement>("[data-handle]")?.focus();
  }

  #step(line: HTMLElement, steps: number): void {
    const lines = this.#lines();
    const at = lines.indexOf(line);
    const to = Math.min(Math.max(at + steps, 0), lines.length - 1);
    if (to !== at)
      this.list.insertBefore(line, (to > at ? lines[to]?.nextElementSibling : lines[to]) ?? null);
    this.#settled(line, to !== at);
  }

  #taken(event: PointerEvent): void {
    const line = this.#lineOf(event.target, "[data-handle]");
    if (!line || this.#drag || event.button !== 0) return;
    event.preventDefault();
    this.#drag = { pointer: event.pointerId, line, behind: line.nextElementSibling };
    // From here on all it does is told to us, wherever it goes.
    this.list.setPointerCapture(event.pointerId);
    line.classList.add("is-held");
    line.querySelector<HTMLElement>("[data-handle]")?.focus();
  }

  #dragged(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag?.pointer !== event.pointerId) return;
    if (event.clientY < EDGE) scrollBy(0, -SCROLL);
    else if (event.clientY > innerHeight - EDGE) scrollBy(0, SCROLL);
    const others = this.#lines().filter((each) => each !== drag.line);
    const next = others.find((each) => middleOf(each) > event.clientY) ?? null;
    if (next !== drag.line.nextElementSibling) this.list.insertBefore(drag.line, next);
  }

  #dropped(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag?.pointer !== event.pointerId) return;
    this.#let(drag);
    this.#settled(drag.line, drag.line.nextElementSibling !== drag.behind);
  }

  #putBack(event: PointerEvent): void {
    if (this.#drag?.pointer === event.pointerId) this.#restore();
  }

  #restore(): void {
    const drag = this.#drag;
    if (!drag) return;
    this.#let(drag);
    this.list.insertBefore(drag.line, drag.behind);
    this.#settled(drag.line, false);
  }

  #let(drag: Drag): void {
    this.#drag = null;
    drag.line.classList.remove("is-held");
    if (this.list.hasPointerCapture(drag.pointer)) this.list.releasePointerCapture(drag.pointer);
  }

  #settled(line: HTMLElement, moved: boolean): void {
    const lines = this.#lines();
    lines.forEach((each, at) => {
      number(each, at, lines.length);
    });
    const name = line.querySelector("input")?.value || "This line";
    this.hooks.say(`“${name}” is line ${lines.indexOf(line) + 1} of ${lines.length}.`);
    if (moved) this.hooks.moved();
  }
}

function middleOf(line: HTMLElement): number {
  const box = line.getBoundingClientRect();
  return box.top + box.height / 2;
}

/** What the buttons of the line at this place do without a script: `up:2` is about the third line. */
function number(line: HTMLElement, at: number, count: number): void {
  for (const button of line.querySelectorAll<HTMLButtonElement>("button[value]"))
    button.value = button.value.replace(/:\d+$/, `:${at}`);
  for (const button of line.querySelectorAll<HTMLButtonElement>("[data-up]")) button.disabled = at === 0;
  for (const button of line.querySelectorAll<HTMLButtonElement>("[data-down]"))
    button.disabled = at === count - 1;
}

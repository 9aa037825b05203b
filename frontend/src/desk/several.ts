/**
 * Several: the bar that says how many posts of the list are chosen, and stays out of the way while none is.
 * Knows that a row which is made anew by the server stays chosen, and that Shift chooses all in between.
 * Does not know what is done to them: that is a page of its own.
 */

export class Several {
  readonly #chosen = new Set<string>();
  readonly #words: HTMLElement;
  #last: string | null = null;

  constructor(
    private readonly bar: HTMLFormElement,
    private readonly rows: HTMLElement,
  ) {
    const owner = bar.ownerDocument;
    this.#words = owner.createElement("span");
    this.#words.setAttribute("role", "status");
    const none = Object.assign(owner.createElement("button"), {
      type: "button",
      className: "plain",
      textContent: "Choose none",
    });
    none.addEventListener("click", () => this.#none());
    bar.prepend(this.#words);
    bar.append(none);
    rows.addEventListener("click", (event) => this.#pressed(event));
    new MutationObserver(() => this.#show()).observe(rows, { childList: true });
    // The browser may have kept what was ticked before a reload.
    for (const box of this.#boxes()) if (box.checked) this.#chosen.add(box.value);
    this.#show();
  }

  #boxes(): HTMLInputElement[] {
    return [...this.rows.querySelectorAll<HTMLInputElement>('input[type="checkbox"][name="post"]')];
  }

  #pressed(event: MouseEvent): void {
    const box = event.target as HTMLInputElement;
    if (!box.matches('input[type="checkbox"][name="post"]')) return;
    const boxes = this.#boxes();
    const ends = [boxes.findIndex((each) => each.value === this.#last), boxes.indexOf(box)];
    const range =
      event.shiftKey && ends[0] !== -1 ? boxes.slice(Math.min(...ends), Math.max(...ends) + 1) : [box];
    for (const each of range)
      if (box.checked) this.#chosen.add(each.value);
      else this.#chosen.delete(each.value);
    this.#last = box.value;
    this.#show();
  }

  #none(): void {
    this.#chosen.clear();
    this.#show();
    this.#boxes()[0]?.focus();
  }

  #show(): void {
    const boxes = this.#boxes();
    // What has gone from the list, or may not be chosen any more, is not.
    for (const name of this.#chosen)
      if (!boxes.some((each) => each.value === name)) this.#chosen.delete(name);
    for (const box of boxes) box.checked = this.#chosen.has(box.value);
    const count = this.#chosen.size;
    const words = count ? `${count === 1 ? "One post" : `${count} posts`} chosen` : "";
    if (this.#words.textContent !== words) this.#words.textContent = words;
    this.bar.hidden = !count;
  }
}

export function chooseSeveral(owner: Document): void {
  const bar = owner.querySelector<HTMLFormElement>("form[data-several]");
  const rows = bar && owner.getElementById(bar.dataset.several ?? "");
  if (bar && rows) new Several(bar, rows);
}

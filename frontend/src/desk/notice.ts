/**
 * Notice: what the composer has to tell whoever writes, with what can be done about it.
 */

export interface Way {
  readonly words: string;
  act(): void;
}

export class Notice {
  readonly #words: HTMLElement;
  readonly #ways: HTMLElement;
  readonly #whispered: HTMLElement;
  #cause = "";

  constructor(readonly place: HTMLElement) {
    const owner = place.ownerDocument;
    const notice = Object.assign(owner.createElement("div"), { className: "notice", hidden: true });
    this.#words = owner.createElement("p");
    this.#words.setAttribute("role", "status");
    this.#ways = Object.assign(owner.createElement("p"), { className: "acts" });
    this.#whispered = Object.assign(owner.createElement("p"), { className: "unseen" });
    this.#whispered.setAttribute("role", "status");
    notice.append(this.#words, this.#ways);
    place.append(notice, this.#whispered);
  }

  /** Says something until it is taken back or something else is said. `cause` names what it is about. */
  say(cause: string, words: string, ways: readonly Way[] = []): void {
    this.#cause = cause;
    this.#words.textContent = words;
    const owner = this.place.ownerDocument;
    this.#ways.replaceChildren(
      ...ways.map((way) => {
        const button = Object.assign(owner.createElement("button"), {
          type: "button",
          textContent: way.words,
        });
        button.addEventListener("click", () => way.act());
        return button;
      }),
    );
    this.#ways.hidden = !ways.length;
    this.#show(true);
  }

  /** The same where something was asked for and not done: whoever asked may be looking at the other end of the form. */
  refuse(cause: string, words: string, ways: readonly Way[] = []): void {
    this.say(cause, words, ways);
    this.place.scrollIntoView?.({ block: "nearest" });
  }

  /** Takes back what was said about `cause`. */
  unsay(cause: string): void {
    if (this.#cause !== cause) return;
    this.#cause = "";
    this.#words.textContent = "";
    this.#show(false);
  }

  /** For screen readers alone. */
  whisper(words: string): void {
    this.#whispered.textContent = words;
  }

  #show(isShown: boolean): void {
    const notice = this.#words.parentElement;
    if (notice) notice.hidden = !isShown;
  }
}

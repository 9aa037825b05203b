/**
 * Asked: tells a reader that their question is answered, on the page that is open.
 * Knows when to look: at the start, when a post with a question has come, and from time to time. Only devices from which something
 * was asked ask anything.
 * Does not know how one asks (`ask`).
 */

import type { Clock } from "./clock";
import type { Tickets } from "./tickets";

/** How a question stands, as the server says it to whoever has its ticket. */
export interface Standing {
  readonly standing: string;
  readonly said: string;
  readonly href?: string;
  readonly link?: string;
}

/** "gone" where the server does not know the question, null where it could not be asked. */
export type Look = (address: string) => Promise<Standing | "gone" | null>;

export const LOOK_EVERY_MS = 120_000;

/** What has just come is looked at a little later: the post is on this page before the question is noted as answered. */
export const LOOK_AFTER_MS = 800;

export class Asked {
  #cancel: () => void = () => {};
  #isLooking = false;

  constructor(
    private readonly page: Document,
    private readonly path: string,
    private readonly tickets: Tickets,
    private readonly look: Look,
    private readonly clock: Clock,
    private readonly dismiss: string,
  ) {}

  /** Looks soon, and then again and again for as long as something waits for an answer. */
  soon(after = LOOK_AFTER_MS): void {
    this.#cancel();
    this.#cancel = this.clock.after(after, () => void this.#lookAtAll());
  }

  async #lookAtAll(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    for (const { ticket, isTold } of this.tickets.all()) {
      if (isTold) continue;
      const found = await this.look(`${this.path}/questions/${ticket}`);
      if (found === "gone") this.tickets.drop(ticket);
      else if (found?.standing === "answered") this.#tell(ticket, found);
      else if (found?.standing === "left") this.tickets.leave(ticket);
      else if (found && found.standing !== "kept") this.tickets.tell(ticket);
    }
    this.#isLooking = false;
    // What is not taken up may be after all; nobody waits for it.
    if (this.tickets.all().some((each) => !each.isTold && !each.isLeft)) this.soon(LOOK_EVERY_MS);
  }

  #tell(ticket: string, { said, href, link }: Standing): void {
    this.tickets.tell(ticket);
    const box = this.page.createElement("div");
    box.className = "missed answered";
    const what = this.page.createElement("p");
    what.textContent = `${said} `;
    if (href) {
      const way = this.page.createElement("a");
      way.href = href;
      way.textContent = link ?? href;
      way.addEventListener("click", () => box.remove());
      what.append(way);
    }
    const away = this.page.createElement("button");
    away.type = "button";
    away.textContent = this.dismiss;
    away.addEventListener("click", () => box.remove());
    box.append(what, away);
    this.page.querySelector(".notices")?.append(box);
    const announcer = this.page.querySelector("#announcer");
    if (announcer) announcer.textContent = said;
  }
}

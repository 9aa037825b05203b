/**
 * Tickets: the secrets by which this device finds its reader's questions again.
 * Knows that one is made and kept by the reader's own press of "send" alone, and goes when its answer was read. (READER EM6)
 * Does not know how a question stands.
 */

export interface Kept {
  readonly ticket: string;
  /** Whether the reader was told of its answer. */
  readonly isTold?: boolean;
  /** Whether the newsroom does not take it up, as it stood last. */
  readonly isLeft?: boolean;
}

const KEY = "stoppress.questions";

/** How many are kept for one blog; the oldest go first. */
export const MOST = 20;

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

/** A fresh one: 130 bits of chance. */
export function freshTicket(chance: (into: Uint8Array<ArrayBuffer>) => Uint8Array): string {
  return [...chance(new Uint8Array(26))].map((each) => LETTERS[each & 31]).join("");
}

export class Tickets {
  constructor(
    private readonly store: Storage | undefined,
    private readonly path: string,
  ) {}

  all(): readonly Kept[] {
    const found = this.#everything()[this.path];
    return Array.isArray(found) ? found.filter((each) => typeof each?.ticket === "string") : [];
  }

  keep(ticket: string): void {
    this.#write([...this.all().filter((each) => each.ticket !== ticket), { ticket }].slice(-MOST));
  }

  /** The reader was told of its answer. */
  tell(ticket: string): void {
    this.#write(this.all().map((each) => (each.ticket === ticket ? { ticket, isTold: true } : each)));
  }

  /** The newsroom does not take it up. */
  leave(ticket: string): void {
    this.#write(this.all().map((each) => (each.ticket === ticket ? { ticket, isLeft: true } : each)));
  }

  /** Whether there is anything the reader may yet be told of. */
  waits(): boolean {
    return this.all().some((each) => !each.isTold);
  }

  /** The server knows it no more, or its answer was read. */
  drop(ticket: string): void {
    this.#write(this.all().filter((each) => each.ticket !== ticket));
  }

  #write(kept: readonly Kept[]): void {
    const all = this.#everything();
    if (kept.length) all[this.path] = kept;
    else delete all[this.path];
    try {
      if (Object.keys(all).length) this.store?.setItem(KEY, JSON.stringify(all));
      else this.store?.removeItem(KEY);
    } catch {
      // The question is sent all the same; only nobody is told of its answer here.
    }
  }

  #everything(): Record<string, unknown> {
    try {
      return Object(JSON.parse(this.store?.getItem(KEY) ?? "{}")) as Record<string, unknown>;
    } catch {
      return {};
    }
  }
}

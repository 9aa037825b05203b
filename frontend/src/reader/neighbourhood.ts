/**
 * The neighbourhood tests play in: tabs of one browser with locks and a channel in memory, which can die and freeze.
 * Knows what Web Locks and BroadcastChannel promise: one holder of a lock, the next in line after it, messages to all
 * others in the order they were told.
 * Does not know what tabs show.
 */

import type { Clock } from "./clock";
import type { Channel, Neighbours } from "./neighbours";

interface Claim {
  readonly tab: Tab;
  readonly name: string;
  readonly won: () => void;
  readonly taken: () => void;
}

interface Listener {
  readonly tab: Tab;
  readonly name: string;
  readonly heard: (message: unknown) => void;
}

/** How long a message or a lock is under way. */
const UNDER_WAY_MS = 1;

export class Neighbourhood {
  /** Everybody who wants a lock, its holder first. */
  #claims: Claim[] = [];
  #listeners: Listener[] = [];

  constructor(readonly clock: Clock) {}

  lock(claim: Claim, byForce: boolean): () => void {
    const holder = this.holder(claim.name);
    if (byForce) {
      this.#claims = [claim, ...this.#claims.filter((each) => each !== holder)];
      holder?.tab.soon(holder.taken);
    } else this.#claims.push(claim);
    this.#grant(claim.name, holder);
    return () => this.#drop((each) => each === claim);
  }

  /** Who has the lock. */
  holder(name: string): Claim | undefined {
    return this.#claims.find((each) => each.name === name);
  }

  listen(listener: Listener): Channel {
    this.#listeners.push(listener);
    return {
      tell: (message) => {
        const others = this.#listeners.filter(
          ({ name, tab }) => name === listener.name && tab !== listener.tab,
        );
        for (const each of others) each.tab.soon(() => each.heard(structuredClone(message)));
      },
      close: () => {
        this.#listeners = this.#listeners.filter((each) => each !== listener);
      },
    };
  }

  /** All that a tab which is no more held and heard. */
  clear(tab: Tab): void {
    this.#listeners = this.#listeners.filter((each) => each.tab !== tab);
    this.#drop((each) => each.tab === tab);
  }

  #drop(goes: (claim: Claim) => boolean): void {
    const names = new Set(this.#claims.filter(goes).map(({ name }) => name));
    const holders = new Map([...names].map((name) => [name, this.holder(name)]));
    this.#claims = this.#claims.filter((each) => !goes(each));
    for (const [name, before] of holders) this.#grant(name, before);
  }

  #grant(name: string, before: Claim | undefined): void {
    const holder = this.holder(name);
    if (!holder || holder === before) return;
    holder.tab.soon(() => {
      if (this.#claims.includes(holder)) holder.won();
    });
  }
}

/** A tab: nothing happens in it while it is frozen, and nothing ever again once it is dead. */
export class Tab implements Clock, Neighbours {
  #isFrozen = false;
  #isDead = false;
  #late: (() => void)[] = [];

  constructor(private readonly around: Neighbourhood) {}

  get isAwake(): boolean {
    return !this.#isFrozen && !this.#isDead;
  }

  now(): number {
    return this.around.clock.now();
  }

  after(milliseconds: number, act: () => void): () => void {
    let isWanted = true;
    const cancel = this.around.clock.after(milliseconds, () => this.run(() => isWanted && act()));
    return () => {
      isWanted = false;
      cancel();
    };
  }

  /** Does `act` if the tab lives, once it is awake. */
  run(act: () => void): void {
    if (this.#isDead) return;
    if (this.#isFrozen) this.#late.push(act);
    else act();
  }

  soon(act: () => void): void {
    this.after(UNDER_WAY_MS, act);
  }

  freeze(): void {
    this.#isFrozen = true;
  }

  thaw(): void {
    this.#isFrozen = false;
    for (const act of this.#late.splice(0)) this.run(act);
  }

  /** The tab crashes: it has no time to say anything. */
  die(): void {
    this.#isDead = true;
    this.around.clear(this);
  }

  lock(name: string, byForce: boolean, won: () => void, taken: () => void): () => void {
    return this.around.lock({ tab: this, name, won, taken }, byForce);
  }

  channel(name: string, heard: (message: unknown) => void): Channel {
    return this.around.listen({ tab: this, name, heard });
  }
}

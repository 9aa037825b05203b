/**
 * Tab: what this tab does alone, and what it tells the others.
 * Knows Web Locks and BroadcastChannel; without them each tab believes itself alone.
 * Does not know what is done.
 */

export interface Tab {
  /** Runs `act` while no other tab runs one of the same name; two of this tab take turns. */
  alone(name: string, act: () => Promise<void>): Promise<void>;
  /** Has `name` be this tab's, if it is no other's; whether it is. */
  hold(name: string): Promise<boolean>;
  /** Has `name` be this tab's; whoever had it is told. */
  seize(name: string): Promise<void>;
  release(name: string): void;
  /** Names that some tab holds. */
  held(): Promise<ReadonlySet<string>>;
  tell(word: Word): void;
  hear(heard: (word: Word) => void): void;
}

/** `parcels`: something about parcels changed. `seized`: what had that name is another tab's now. */
export type Word =
  | { readonly word: "parcels" | "signed-in" }
  | { readonly word: "seized"; readonly name: string };

const CHANNEL = "stoppress-desk";

export function browserTab(): Tab {
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(CHANNEL) : null;
  const locks = "locks" in navigator ? navigator.locks : null;
  const held = new Map<string, () => void>();

  const keep = (name: string): Promise<void> =>
    new Promise((released) => {
      held.get(name)?.();
      held.set(name, released);
    });

  return {
    alone: locks ? (name, act) => locks.request(name, act).then(() => {}) : inTurn(),
    hold: (name) => {
      if (!locks) return Promise.resolve(true);
      return new Promise((told) => {
        void locks
          .request(name, { ifAvailable: true }, (lock) => {
            told(lock !== null);
            return lock ? keep(name) : undefined;
          })
          // Taken away by another tab: that has been told.
          .catch(() => {});
      });
    },
    seize: (name) => {
      channel?.postMessage({ word: "seized", name });
      if (!locks) return Promise.resolve();
      return new Promise((told) => {
        void locks
          .request(name, { steal: true }, () => {
            told();
            return keep(name);
          })
          .catch(() => {});
      });
    },
    release: (name) => {
      held.get(name)?.();
      held.delete(name);
    },
    held: async () => new Set((await locks?.query())?.held?.map((each) => each.name ?? "")),
    tell: (word) => channel?.postMessage(word),
    hear: (heard) => channel?.addEventListener("message", (event) => heard(event.data)),
  };
}

/** Runs of one name, one after the other. */
export function inTurn(): Tab["alone"] {
  const last = new Map<string, Promise<void>>();
  return (name, act) => {
    const run = (last.get(name) ?? Promise.resolve()).then(act, act);
    last.set(name, run);
    return run;
  };
}

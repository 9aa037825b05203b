/**
 * Neighbours: the other tabs of this browser that show the same blog; how they agree on one, and how they talk.
 * Knows Web Locks and BroadcastChannel. A lock goes on to the next tab when its holder is closed, crashes or is put
 * away; only a tab that is frozen can hold one and do nothing, and from that one it is taken by force.
 * Does not know what is said.
 */

export interface Channel {
  tell(message: object): void;
  close(): void;
}

export interface Neighbours {
  /**
   * Waits for the lock `name`, or takes it `byForce`. `won` is called when this tab has it, `taken` when another took
   * it by force; the answer lets go of it, or waits no longer.
   */
  lock(name: string, byForce: boolean, won: () => void, taken: () => void): () => void;
  /** Hears what the other tabs tell under `name`, never its own. */
  channel(name: string, heard: (message: unknown) => void): Channel;
}

/** The neighbours in this browser; null where it cannot know any, as on a page without TLS. */
export function browserNeighbours(): Neighbours | null {
  // Types say that both are there. Web Locks are on secure origins alone.
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks || typeof BroadcastChannel === "undefined") return null;
  return { lock: (...asked) => lock(locks, ...asked), channel };
}

function lock(
  locks: LockManager,
  name: string,
  byForce: boolean,
  won: () => void,
  taken: () => void,
): () => void {
  const waiting = new AbortController();
  let letGo: () => void = () => waiting.abort();
  let isWanted = true;
  const held = (): Promise<void> | undefined => {
    if (!isWanted) return undefined;
    const holding = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    won();
    return holding;
  };
  // The two options exclude one another (Web Locks §3.2).
  const options: LockOptions = byForce ? { steal: true } : { signal: waiting.signal };
  locks.request(name, options, held).catch(() => {
    if (isWanted) taken();
  });
  return () => {
    isWanted = false;
    letGo();
  };
}

function channel(name: string, heard: (message: unknown) => void): Channel {
  const open = new BroadcastChannel(name);
  open.addEventListener("message", (event: MessageEvent<unknown>) => heard(event.data));
  return { tell: (message) => open.postMessage(message), close: () => open.close() };
}

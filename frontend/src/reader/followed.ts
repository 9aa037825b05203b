/**
 * Followed: what this device keeps of the stories its reader follows, from their own press on.
 * Does not know who sends what.
 */

const KEPT = "stoppress.follow";

export type Wants = "key" | "all";

/** What is wanted, and the address at which the browser's push service was told to be sent to. */
export interface Followed {
  readonly wants: Wants;
  readonly endpoint: string;
}

export function followedIn(store: Storage | undefined, address: string): Followed | null {
  try {
    const kept = Object(JSON.parse(store?.getItem(nameOf(address)) ?? "null")) as Partial<Followed>;
    const { wants, endpoint } = kept;
    return typeof endpoint === "string" && (wants === "key" || wants === "all") ? { wants, endpoint } : null;
  } catch {
    return null;
  }
}

export function isFollowed(store: Storage | undefined, address: string): boolean {
  return followedIn(store, address) !== null;
}

export function keepFollowed(store: Storage | undefined, address: string, followed: Followed | null): void {
  try {
    if (followed) store?.setItem(nameOf(address), JSON.stringify(followed));
    else store?.removeItem(nameOf(address));
  } catch {
    // Nothing is kept then; the story is followed all the same, and stopped where the browser's own list says so.
  }
}

/** Whether any story is followed here still. */
export function followsAnything(store: Storage | undefined): boolean {
  if (!store) return false;
  for (let at = 0; at < store.length; at += 1) if (store.key(at)?.startsWith(`${KEPT} `)) return true;
  return false;
}

function nameOf(address: string): string {
  return `${KEPT} ${address}`;
}

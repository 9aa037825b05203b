/**
 * Shares: what another app handed to this one, kept in this browser until it stands in a post.
 * Knows IndexedDB, and which words a share comes to. Does not know the composer, nor how anything was shared.
 */

export interface Share {
  readonly id: string;
  /** The device's clock. */
  readonly at: number;
  readonly title: string;
  readonly text: string;
  readonly url: string;
  readonly files: readonly File[];
}

export interface Shares {
  keep(share: Share): Promise<void>;
  find(id: string): Promise<Share | undefined>;
  /** All, the oldest first. */
  all(): Promise<Share[]>;
  forget(id: string): Promise<void>;
  /** Forgets what was shared before a moment. */
  forgetOlder(at: number): Promise<void>;
}

/** What nobody took up in a week is not wanted. */
export const AGE_MS = 7 * 24 * 3_600_000;

const NAME = "stoppress-shares";
const STORE = "shares";

export class BrowserShares implements Shares {
  private constructor(private readonly base: IDBDatabase) {}

  /** Raises when this browser keeps nothing. */
  static async open(factory: IDBFactory): Promise<BrowserShares> {
    const asked = factory.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    const base = await answered(asked);
    base.onversionchange = () => base.close();
    return new BrowserShares(base);
  }

  keep(share: Share): Promise<void> {
    return this.#write((store) => void store.put(share));
  }

  find(id: string): Promise<Share | undefined> {
    return answered(this.base.transaction(STORE).objectStore(STORE).get(id));
  }

  async all(): Promise<Share[]> {
    const all: Share[] = await answered(this.base.transaction(STORE).objectStore(STORE).getAll());
    return all.sort((one, other) => one.at - other.at);
  }

  forget(id: string): Promise<void> {
    return this.#write((store) => void store.delete(id));
  }

  async forgetOlder(at: number): Promise<void> {
    const old = (await this.all()).filter((each) => each.at < at);
    await this.#write((store) => {
      for (const each of old) store.delete(each.id);
    });
  }

  close(): void {
    this.base.close();
  }

  #write(act: (store: IDBObjectStore) => void): Promise<void> {
    const written = this.base.transaction(STORE, "readwrite", { durability: "strict" });
    act(written.objectStore(STORE));
    return new Promise((kept, lost) => {
      written.oncomplete = () => kept();
      written.onabort = () => lost(written.error);
    });
  }
}

/** Forgets everything that was shared here. */
export async function clearShares(factory: IDBFactory): Promise<void> {
  const shares = await BrowserShares.open(factory);
  for (const each of await shares.all()) await shares.forget(each.id);
  shares.close();
}

function answered<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((found, failed) => {
    request.onsuccess = () => found(request.result);
    request.onerror = () => failed(request.error);
  });
}

export function isMedium(file: File): boolean {
  return /^(image|audio|video)\//.test(file.type) || /\.(heic|heif|avif)$/i.test(file.name);
}

/** The paragraphs a share comes to: what was said, then where; a title or an address that was said is not said again. */
export function paragraphsOf(share: Pick<Share, "title" | "text" | "url">): string[] {
  const text = linesOf(share.text);
  const said = [...without(linesOf(share.title), text), ...text];
  return [...said, ...without(linesOf(share.url), said)];
}

function linesOf(words: string): string[] {
  return words
    .split(/\n+/)
    .map((each) => each.trim())
    .filter(Boolean);
}

function without(some: string[], said: string[]): string[] {
  return some.filter((each) => !said.some((other) => other.includes(each)));
}

/** What a share is called where it is offered. */
export function nameOf(share: Share): string {
  const count = share.files.length;
  const files = count === 0 ? "" : count === 1 ? (share.files[0]?.name ?? "") : `${count} files`;
  return (paragraphsOf(share)[0] ?? files) || "Nothing that can stand in a post";
}

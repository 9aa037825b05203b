/**
 * Shelf: what this browser keeps of what is written: drafts, and parcels on their way out.
 * Knows IndexedDB. What is handed to it is kept when the promise is fulfilled; a crash of the browser loses nothing of it.
 * Does not know what a draft is for.
 */

import type { Content } from "./content";

export interface Draft {
  readonly id: string;
  readonly blog: string;
  readonly person: string;
  /** Grows with every change. */
  readonly version: number;
  readonly content: Content;
  /** The device's clock; for order and display alone. */
  readonly changed: number;
  /** The version the server has, 0 for none. */
  readonly saved: number;
  /** What the server has under that version, as far as this browser knows. */
  readonly base?: Content;
  /** What was sent since, and never answered. */
  readonly tried?: readonly Content[];
}

export type ParcelState = "sending" | "waiting" | "review" | "held" | "sent" | "refused";

export interface Parcel {
  readonly draft: string;
  readonly blog: string;
  readonly person: string;
  readonly version: number;
  readonly content: Content;
  /** When it is to go out; null for now. */
  readonly at: string | null;
  readonly hold: boolean;
  /** The version of the draft at the server that it was written upon. */
  readonly upon?: number;
  /** What the server may have of it that is ours. */
  readonly ours?: readonly Content[];
  /** An editor is to let it go. */
  readonly submit?: boolean;
  /** An editor has it, as the server said. */
  readonly submitted?: boolean;
  /** The editor who published it. */
  readonly by?: string;
  /** Parcels of a blog go out in this order. */
  readonly order: number;
  readonly state: ParcelState;
  /** The server's moment at which it goes out. */
  readonly due: string | null;
  /** The id it has, or will have, as a post. */
  readonly post: string | null;
  /** The server's moment at which it was out. */
  readonly out: string | null;
  /** The device's clock when the server last said something of it; for tidying up alone. */
  readonly heard: number;
  /** What the server said of it. */
  readonly said: string;
}

export interface Shelf {
  draft(id: string): Promise<Draft | undefined>;
  allDrafts(person: string): Promise<Draft[]>;
  /** All of a person's in a blog. */
  drafts(blog: string, person: string): Promise<Draft[]>;
  keep(draft: Draft): Promise<void>;
  forget(draft: string): Promise<void>;
  /** All of a person's, in their order. */
  parcels(person: string): Promise<Parcel[]>;
  /** Puts `parcel` and takes away the draft it was made of, both or neither. */
  pack(parcel: Parcel): Promise<void>;
  change(parcel: Parcel): Promise<void>;
  /** Takes `draft` back out of its parcel, both or neither; without one the parcel goes. */
  unpack(parcel: string, draft?: Draft): Promise<void>;
}

const NAME = "stoppress-desk";
const DRAFTS = "drafts";
const PARCELS = "parcels";

export class BrowserShelf implements Shelf {
  private constructor(private readonly base: IDBDatabase) {}

  /** Raises when this browser keeps nothing, as some do in private windows. */
  static async open(factory: IDBFactory): Promise<BrowserShelf> {
    const asked = factory.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(DRAFTS, { keyPath: "id" });
      asked.result.createObjectStore(PARCELS, { keyPath: "draft" });
    };
    const base = await answered(asked);
    // A later version of this script may want to change the stores.
    base.onversionchange = () => base.close();
    return new BrowserShelf(base);
  }

  draft(id: string): Promise<Draft | undefined> {
    return answered(this.#store(DRAFTS).get(id));
  }

  async allDrafts(person: string): Promise<Draft[]> {
    return ofPerson(await answered(this.#store(DRAFTS).getAll()), person);
  }

  async drafts(blog: string, person: string): Promise<Draft[]> {
    return (await this.allDrafts(person)).filter((each) => each.blog === blog);
  }

  keep(draft: Draft): Promise<void> {
    return this.#write((stores) => void stores.drafts.put(draft), "relaxed");
  }

  forget(draft: string): Promise<void> {
    return this.#write((stores) => void stores.drafts.delete(draft), "relaxed");
  }

  async parcels(person: string): Promise<Parcel[]> {
    const all: Parcel[] = await answered(this.#store(PARCELS).getAll());
    return inOrder(ofPerson(all, person));
  }

  pack(parcel: Parcel): Promise<void> {
    return this.#write((stores) => {
      stores.parcels.put(parcel);
      stores.drafts.delete(parcel.draft);
    });
  }

  change(parcel: Parcel): Promise<void> {
    return this.#write((stores) => void stores.parcels.put(parcel));
  }

  unpack(parcel: string, draft?: Draft): Promise<void> {
    return this.#write((stores) => {
      stores.parcels.delete(parcel);
      if (draft) stores.drafts.put(draft);
    });
  }

  #store(name: string): IDBObjectStore {
    return this.base.transaction(name).objectStore(name);
  }

  #write(
    act: (stores: { drafts: IDBObjectStore; parcels: IDBObjectStore }) => void,
    durability: IDBTransactionDurability = "strict",
  ): Promise<void> {
    const written = this.base.transaction([DRAFTS, PARCELS], "readwrite", { durability });
    act({ drafts: written.objectStore(DRAFTS), parcels: written.objectStore(PARCELS) });
    // A page that is being left has no time to say that this was all.
    written.commit();
    return new Promise((kept, lost) => {
      written.oncomplete = () => kept();
      written.onabort = () => lost(written.error);
    });
  }
}

function answered<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((found, failed) => {
    request.onsuccess = () => found(request.result);
    request.onerror = () => failed(request.error);
  });
}

function ofPerson<Owned extends { readonly person: string }>(all: readonly Owned[], person: string): Owned[] {
  return all.filter((each) => each.person === person);
}

function inOrder(parcels: readonly Parcel[]): Parcel[] {
  return [...parcels].sort((one, other) => one.order - other.order);
}

/** A shelf that lasts as long as the page: where the browser keeps nothing, and in tests. */
export class PageShelf implements Shelf {
  readonly #drafts = new Map<string, Draft>();
  readonly #parcels = new Map<string, Parcel>();

  async draft(id: string): Promise<Draft | undefined> {
    return this.#drafts.get(id);
  }

  async allDrafts(person: string): Promise<Draft[]> {
    return ofPerson([...this.#drafts.values()], person);
  }

  async drafts(blog: string, person: string): Promise<Draft[]> {
    return (await this.allDrafts(person)).filter((each) => each.blog === blog);
  }

  async keep(draft: Draft): Promise<void> {
    this.#drafts.set(draft.id, draft);
  }

  async forget(draft: string): Promise<void> {
    this.#drafts.delete(draft);
  }

  async parcels(person: string): Promise<Parcel[]> {
    return inOrder(ofPerson([...this.#parcels.values()], person));
  }

  async pack(parcel: Parcel): Promise<void> {
    this.#parcels.set(parcel.draft, parcel);
    this.#drafts.delete(parcel.draft);
  }

  async change(parcel: Parcel): Promise<void> {
    this.#parcels.set(parcel.draft, parcel);
  }

  async unpack(parcel: string, draft?: Draft): Promise<void> {
    this.#parcels.delete(parcel);
    if (draft) this.#drafts.set(draft.id, draft);
  }
}

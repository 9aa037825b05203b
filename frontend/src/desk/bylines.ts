/**
 * Bylines: whom somebody writes as, remembered on the device for each person.
 * Knows that nobody signs unless somebody said so once: an unsigned post is the publication's.
 */

import type { Byline } from "./content";
import type { Fields } from "./fields";

const REMEMBERED = 20;

export class Bylines {
  constructor(
    private readonly store: Storage | null,
    private readonly person: string,
    private readonly blog: string,
    /** As the server knows this person. */
    private readonly me: Byline | null,
  ) {}

  /** Those of this person's last post in this blog. */
  last(): readonly Byline[] {
    return this.#read(`last-${this.blog}`);
  }

  /** Everybody this person wrote as, and themselves. */
  all(): readonly Byline[] {
    const known = this.#read("all");
    return this.me && !known.some((each) => each.name === this.me?.name) ? [this.me, ...known] : known;
  }

  remember(bylines: readonly Byline[]): void {
    this.#write(`last-${this.blog}`, bylines);
    const names = new Set(bylines.map((each) => each.name));
    const others = this.#read("all").filter((each) => !names.has(each.name));
    this.#write("all", [...bylines, ...others].slice(0, REMEMBERED));
  }

  /** Offers names in the form, with role and place once one is chosen. */
  offer(place: HTMLElement, fields: Fields, changed: () => void): void {
    const owner = place.ownerDocument;
    const names = Object.assign(owner.createElement("datalist"), { id: "byline-names" });
    names.append(
      ...this.all().map((each) => Object.assign(owner.createElement("option"), { value: each.name })),
    );
    const add = Object.assign(owner.createElement("button"), { type: "button", textContent: "Add a name" });
    add.addEventListener("click", () => fields.addByline());
    place.append(names, add);
    if (this.me) {
      const { me } = this;
      const words = `Sign as ${[me.name, me.role, me.place && `in ${me.place}`].filter(Boolean).join(", ")}`;
      const sign = Object.assign(owner.createElement("button"), { type: "button", textContent: words });
      sign.addEventListener("click", () => {
        fields.addByline(me);
        changed();
      });
      place.append(sign);
    }
    place.addEventListener("focusin", (event) => {
      if ((event.target as HTMLInputElement).name === "byline_name")
        (event.target as HTMLInputElement).setAttribute("list", names.id);
    });
    place.addEventListener("change", (event) => this.#complete(event.target as HTMLInputElement));
  }

  #complete(field: HTMLInputElement): void {
    const known = field.name === "byline_name" && this.all().find((each) => each.name === field.value.trim());
    const row = field.closest(".byline-row");
    if (!known || !row) return;
    for (const name of ["role", "place", "author"] as const) {
      const other = row.querySelector<HTMLInputElement>(`[name="byline_${name}"]`);
      if (other && !other.value) other.value = known[name];
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #read(name: string): Byline[] {
    try {
      const kept: unknown = JSON.parse(this.store?.getItem(this.#key(name)) ?? "[]");
      return Array.isArray(kept) ? (kept as Byline[]) : [];
    } catch {
      return [];
    }
  }

  #write(name: string, bylines: readonly Byline[]): void {
    try {
      this.store?.setItem(this.#key(name), JSON.stringify(bylines));
    } catch {
      // A full store costs some typing.
    }
  }

  #key(name: string): string {
    return `stoppress-bylines-${this.person}-${name}`;
  }
}

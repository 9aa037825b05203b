/**
 * Fields: the composer's form as content, and content in the form.
 * Knows the names of the fields. The body is the editor's.
 */

import type { Byline, Claim, Content } from "./content";

const BYLINE = ["name", "role", "place", "author"] as const;

export class Fields {
  constructor(private readonly form: HTMLFormElement) {}

  /** Everything but the body. */
  get(): Omit<Content, "body"> {
    return {
      headline: this.#text("headline"),
      label: this.#text("label") || null,
      bylines: this.#rows()
        .map((row) => this.#byline(row))
        .filter((each) => each.name),
      key_event: this.#isTicked("key_event"),
      pin: this.#isTicked("pin"),
      claim: this.#claim(),
    };
  }

  set(content: Content): void {
    this.#field("headline").value = content.headline;
    const label = this.form.elements.namedItem("label") as HTMLSelectElement | null;
    if (label) label.value = content.label ?? "";
    this.#setBylines(content.bylines);
    this.#tick("key_event", content.key_event);
    this.#tick("pin", content.pin);
    this.#tick("unverified", content.claim?.status === "unverified");
    this.#tick("confirmed", content.claim?.status === "confirmed");
    this.#field("attribution").value = content.claim?.attribution ?? "";
  }

  /** One more place for a name, which gets the focus. */
  addByline(byline?: Byline): void {
    const free = this.#rows().find((row) => !this.#byline(row).name) ?? this.#newRow();
    if (!free) return;
    if (byline) this.#fill(free, byline);
    free.querySelector("input")?.focus();
  }

  get bylines(): readonly Byline[] {
    return this.get().bylines;
  }

  #setBylines(bylines: readonly Byline[]): void {
    const rows = this.#rows();
    for (const row of rows.slice(Math.max(1, bylines.length))) row.remove();
    while (this.#rows().length < bylines.length && this.#newRow());
    this.#rows().forEach((row, at) => {
      this.#fill(row, bylines[at] ?? { name: "", role: "", place: "", author: "" });
    });
  }

  #rows(): HTMLElement[] {
    return [...this.form.querySelectorAll<HTMLElement>(".byline-row")];
  }

  #newRow(): HTMLElement | null {
    const last = this.#rows().at(-1);
    if (!last) return null;
    const row = last.cloneNode(true) as HTMLElement;
    const number = this.#rows().length + 1;
    for (const each of row.querySelectorAll<HTMLElement>("[id], [for]")) {
      const name = each.id || each.getAttribute("for") || "";
      const own = `${name.replace(/-\d+$/, "")}-${number}`;
      if (each.id) each.id = own;
      else each.setAttribute("for", own);
    }
    this.#fill(row, { name: "", role: "", place: "", author: "" });
    last.after(row);
    return row;
  }

  #byline(row: HTMLElement): Byline {
    const said = Object.fromEntries(BYLINE.map((each) => [each, bylineField(row, each)?.value.trim() ?? ""]));
    return said as unknown as Byline;
  }

  #fill(row: HTMLElement, byline: Byline): void {
    for (const each of BYLINE) {
      const field = bylineField(row, each);
      if (field) field.value = byline[each];
    }
  }

  #claim(): Claim | null {
    // What is confirmed is unverified no more.
    const status = (["confirmed", "unverified"] as const).find((each) => this.#isTicked(each));
    return status ? { status, attribution: this.#text("attribution") } : null;
  }

  #field(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  #text(name: string): string {
    return this.#field(name)?.value.trim() ?? "";
  }

  #isTicked(name: string): boolean {
    return this.#field(name)?.checked ?? false;
  }

  #tick(name: string, isTicked: boolean): void {
    const field = this.#field(name);
    if (field) field.checked = isTicked;
  }
}

function bylineField(row: HTMLElement, name: string): HTMLInputElement | null {
  return row.querySelector<HTMLInputElement>(`[name="byline_${name}"]`);
}

/**
 * Saving: a form is sent aside, as it stands, a moment after somebody last changed it.
 * Knows that one is sent at a time, each with what the server said of the last: `seen` and `was` are the list somebody looked at.
 * Does not know what is in it.
 */

import type { Clock } from "../reader/clock";

/** So long after the last move the form is sent: whoever presses a key five times means one move. */
export const QUIET_MS = 600;

const LOST = "Not saved: the desk could not be reached. Press Save when the connection is back.";

export type Send = (address: string, fields: URLSearchParams) => Promise<Response>;

export class Saving {
  #cancel: () => void = () => {};
  #isSending = false;
  #isDue = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly clock: Clock,
    private readonly send: Send,
    private readonly say: (words: string) => void,
  ) {
    // What is sent whole needs nothing beside.
    form.addEventListener("submit", () => this.#cancel());
  }

  soon(): void {
    this.#cancel();
    this.#cancel = this.clock.after(QUIET_MS, () => void this.#save());
  }

  async #save(): Promise<void> {
    if (this.#isSending) {
      this.#isDue = true;
      return;
    }
    this.#isSending = true;
    try {
      await this.#sent();
    } catch {
      this.say(LOST);
    }
    this.#isSending = false;
    if (!this.#isDue) return;
    this.#isDue = false;
    await this.#save();
  }

  async #sent(): Promise<void> {
    const answer = await this.send(this.form.getAttribute("action") ?? "", fieldsOf(this.form));
    const told = (await answer.json()) as { seen?: string; was?: string; detail?: string };
    if (answer.ok) {
      for (const name of ["seen", "was"] as const) {
        const field = this.form.elements.namedItem(name);
        if (field instanceof HTMLInputElement) field.value = told[name] ?? field.value;
      }
      this.say("Saved.");
    } else {
      this.say(told.detail ?? LOST);
    }
  }
}

/** A form's fields in their order, but for those within `[data-not-yet]`: nobody has said that they are done there. */
export function fieldsOf(form: HTMLFormElement): URLSearchParams {
  const fields = new URLSearchParams();
  for (const field of form.querySelectorAll<HTMLInputElement>("input[name], textarea[name], select[name]"))
    if (!field.closest("[data-not-yet]")) fields.append(field.name, field.value);
  return fields;
}

/**
 * Signing out: takes from this browser what the server has too. The next person at this machine finds nothing of it.
 * Knows that what the server has not is kept: it is of this person alone, and goes out when they are back.
 */

import { clearShares } from "./shares";
import { BrowserShelf, type Shelf } from "./shelf";

const SIGN_OUT = 'form[action="/desk/sign-out"]';

/** From now on nothing more is kept on this page. */
export const SIGNING_OUT = "desk:signing-out";

// Nobody waits for a store that does not answer.
const PATIENCE_MS = 2_000;

export function clearOnSignOut(owner: Document): void {
  const form = owner.querySelector<HTMLFormElement>(SIGN_OUT);
  const person = owner.body.dataset.person;
  if (!form || !person) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    owner.body.dispatchEvent(new Event(SIGNING_OUT));
    const cleared = BrowserShelf.open(indexedDB)
      .then((shelf) => clear(shelf, person))
      .then(() => clearShares(indexedDB))
      .catch(() => {});
    void Promise.race([cleared, new Promise((rested) => setTimeout(rested, PATIENCE_MS))]).then(() => {
      sessionStorage.clear();
      form.submit();
    });
  });
}

/** Forgets drafts of `person` that the server has as they are, and posts that are out. */
export async function clear(shelf: Shelf, person: string): Promise<void> {
  for (const draft of await shelf.allDrafts(person))
    if (draft.saved === draft.version) await shelf.forget(draft.id);
  for (const parcel of await shelf.parcels(person))
    if (parcel.state !== "sending") await shelf.unpack(parcel.draft);
}

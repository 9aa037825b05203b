/**
 * Ordered: joins the lists of a page that can be put in order with what saves them.
 * Knows the browser's own parts.
 */

import { browserClock } from "../reader/clock";
import { Reorder } from "./reorder";
import { Saving, type Send } from "./saving";

const send: Send = (address, fields) =>
  fetch(address || location.pathname, {
    method: "POST",
    body: fields,
    headers: { Accept: "application/json" },
    credentials: "same-origin",
  });

/** Lets every list of a page marked `data-reorder` be put in order; the form around it is sent aside. */
export function orderLists(owner: ParentNode): void {
  for (const form of owner.querySelectorAll<HTMLFormElement>("form[data-reorder-form]")) {
    const list = form.querySelector<HTMLElement>("[data-reorder]");
    const words = form.querySelector<HTMLElement>("[data-reorder-said]");
    if (!list) continue;
    const say = (text: string): void => {
      if (words) words.textContent = text;
    };
    const saving = new Saving(form, browserClock, send, say);
    new Reorder(list, { moved: () => saving.soon(), say });
  }
}

/**
 * Dialogs: small questions, and the list of keys.
 * Knows the browser's own dialog, which keeps the focus and gives it back.
 */

import { reader } from "./composer/reader";

type Parts = readonly (HTMLElement | string)[];

export function made<Name extends keyof HTMLElementTagNameMap>(
  owner: Document,
  name: Name,
  fields: Partial<HTMLElementTagNameMap[Name]>,
  ...parts: Parts
): HTMLElementTagNameMap[Name] {
  const element = Object.assign(owner.createElement(name), fields);
  element.append(...parts);
  return element;
}

function shown(owner: Document, name: string, ...parts: Parts): HTMLDialogElement {
  const dialog = owner.createElement("dialog");
  dialog.setAttribute("aria-label", name);
  dialog.append(...parts);
  owner.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  return dialog;
}

/** Asks for an address. "" takes a link away; null changes nothing. */
export function askForAddress(owner: Document, now: string): Promise<string | null> {
  const field = made(owner, "input", {
    type: "text",
    inputMode: "url",
    id: "link-address",
    value: now,
    placeholder: "https://",
  });
  field.setAttribute("autocomplete", "off");
  const label = made(owner, "label", { htmlFor: field.id }, "Address");
  const set = made(owner, "button", { className: "main" }, "Link");
  const none = made(owner, "button", { type: "button", hidden: !now }, "Remove the link");
  const leave = made(owner, "button", { type: "button", className: "plain" }, "Leave it");
  const acts = made(owner, "p", { className: "acts" }, set, none, leave);
  const form = made(owner, "form", { method: "dialog", className: "stack" }, label, field, acts);
  const dialog = shown(owner, "Link", form);
  field.focus();
  field.select();
  return new Promise((answered) => {
    let answer: string | null = null;
    form.addEventListener("submit", () => {
      answer = field.value.trim() ? whole(field.value.trim()) : null;
    });
    none.addEventListener("click", () => {
      answer = "";
      dialog.close();
    });
    leave.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => answered(answer));
  });
}

/** Asks in a dialog of these parts; what `answer` makes of the button that was pressed, or null. */
export function askInDialog<Answer>(
  owner: Document,
  name: string,
  parts: Parts,
  answer: (value: string) => Answer | null,
): Promise<Answer | null> {
  const leave = made(owner, "button", { type: "button", className: "plain" }, "Leave it");
  const heading = made(owner, "h2", {}, name);
  const form = made(owner, "form", { method: "dialog", className: "stack" }, heading, ...parts, leave);
  const dialog = shown(owner, name, form);
  form.querySelector<HTMLElement>("input, button")?.focus();
  leave.addEventListener("click", () => dialog.close());
  return new Promise((answered) => {
    let found: Answer | null = null;
    form.addEventListener("submit", (event) => {
      const button = (event as SubmitEvent).submitter as HTMLButtonElement | null;
      found = answer(button?.value ?? "");
    });
    dialog.addEventListener("close", () => answered(found));
  });
}

/** What people type for an address, as one; null where it cannot be one. */
function whole(typed: string): string | null {
  const isMail = typed.includes("@") && !typed.includes("/");
  const address = /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(typed)
    ? typed
    : `${isMail ? "mailto:" : "https://"}${typed}`;
  return reader.validateLink(address) ? reader.normalizeLink(address) : null;
}

export const KEYS: readonly (readonly [string, string])[] = [
  ["Ctrl+Enter", "Publish"],
  ["Ctrl+S", "Save as a draft"],
  ["Alt+Shift+H, Alt+Shift+S", "Hold, schedule"],
  ["Alt+Shift+P", "Preview"],
  ["Ctrl+Shift+M", "Template"],
  ["; and a name", "Snippet"],
  ["Alt+Shift+1 to 9, 0", "Label, none"],
  ["Ctrl+B, Ctrl+I", "Bold, italic"],
  ["Ctrl+K", "Link"],
  ["Ctrl+E", "Code"],
  ["/", "Link a post of this blog"],
  ["see 9.41am", "The same, as one writes it"],
  ["- or 1. or > at the start of a line", "List, numbered list, quotation"],
  ["Tab, Shift+Tab in a list", "One step in, one step out"],
  ["Shift+Enter", "New line"],
  ["Ctrl+Z, Ctrl+Shift+Z", "Take back, do again"],
  ["?", "This list, when nothing is being typed"],
];

/** Lists what the keyboard can do. */
export function listKeys(owner: Document, isMac: boolean): void {
  const rows = KEYS.map(([keys, does]) => {
    const named = isMac ? keys.replaceAll("Ctrl+", "⌘") : keys;
    return made(owner, "tr", {}, made(owner, "th", { scope: "row" }, named), made(owner, "td", {}, does));
  });
  const close = made(owner, "button", {}, "Close");
  const heading = made(owner, "h2", {}, "Keyboard shortcuts");
  const table = made(owner, "table", {}, made(owner, "tbody", {}, ...rows));
  const form = made(owner, "form", { method: "dialog", className: "stack" }, heading, table, close);
  shown(owner, "Keyboard shortcuts", form);
  close.focus();
}

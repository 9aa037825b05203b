/**
 * Asking: the form with which a reader asks, on the live page itself instead of on one of its own.
 * Knows that the server's form is shown, that a sum is done before it is sent, and that what was typed is never lost.
 * Does not know what becomes of a question (`asked`).
 */

import { PUZZLES, sha256, solve } from "./proof";
import { freshTicket, type Tickets } from "./tickets";
import { documentOf } from "./trusted";

export interface AskParts {
  readonly tickets: Tickets;
  readonly load: (address: string) => Promise<string>;
  readonly send: (address: string, body: string) => Promise<Answer>;
  readonly now: () => number;
  readonly rest: () => Promise<void>;
  readonly chance: (into: Uint8Array<ArrayBuffer>) => Uint8Array;
  readonly sent: () => void;
  /** What the button says that closes the form. */
  readonly close: string;
}

/** What the server says: whether it is taken, and if not, why. */
export interface Answer {
  readonly isTaken: boolean;
  readonly said: string;
}

/** Shows the form of the page that `link` leads to, over this one. */
export async function openForm(link: HTMLAnchorElement, parts: AskParts): Promise<void> {
  const page = link.ownerDocument;
  const open = page.querySelector<HTMLDialogElement>("dialog.ask");
  if (open) return open.showModal();
  const box = await parts.load(link.href).then(
    (html) => documentOf(html).querySelector(".ask-box"),
    () => null,
  );
  if (!box) {
    page.defaultView?.location.assign(link.href);
    return;
  }
  const dialog = dialogAround(page, box, parts);
  page.body.append(dialog);
  dialog.showModal();
  dialog.querySelector<HTMLElement>("textarea, .ask-close")?.focus();
}

function dialogAround(page: Document, box: Element, parts: AskParts): HTMLDialogElement {
  const dialog = page.createElement("dialog");
  dialog.className = "ask";
  const heading = box.querySelector("h1");
  if (heading) {
    const lower = page.createElement("h2");
    lower.id = heading.id;
    lower.textContent = heading.textContent;
    heading.replaceWith(lower);
    dialog.setAttribute("aria-labelledby", heading.id);
  }
  const close = page.createElement("button");
  close.type = "button";
  close.className = "ask-close";
  close.textContent = "×";
  close.setAttribute("aria-label", parts.close);
  close.addEventListener("click", () => dialog.close());
  dialog.append(page.adoptNode(box), close);
  // A press beside the form leaves it; what was typed is there when it is opened again.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    if (!dialog.querySelector("form")) dialog.remove();
  });
  const form = dialog.querySelector<HTMLFormElement>("form.ask-form");
  if (form) serve(form, parts);
  return dialog;
}

/** Has a form count what is typed and send it without leaving the page. */
export function serve(form: HTMLFormElement, parts: AskParts): void {
  const text = form.querySelector<HTMLTextAreaElement>("textarea");
  const left = form.querySelector<HTMLElement>(".left");
  const count = (): void => {
    if (!text || !left) return;
    left.hidden = !text.value;
    left.textContent = `${text.value.length} / ${text.maxLength}`;
  };
  text?.addEventListener("input", count);
  count();
  let ticket = "";
  let told = "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    const fields = fieldsOf(form);
    const said = JSON.stringify(fields);
    // The same words sent again are the same question, whatever became of the answer; other words are another.
    if (said !== told) {
      ticket = freshTicket(parts.chance);
      told = said;
    }
    void sendForm(form, fields, ticket, parts);
  });
}

type Fields = Readonly<Record<"text" | "name" | "place" | "website", string>>;

async function sendForm(
  form: HTMLFormElement,
  fields: Fields,
  ticket: string,
  parts: AskParts,
): Promise<void> {
  const say = sayingIn(form);
  form.dataset.busy = "yes";
  form.classList.add("is-sending");
  say(form.dataset.working ?? "");
  const answer = await attempt(form, fields, ticket, parts);
  delete form.dataset.busy;
  form.classList.remove("is-sending");
  if (!answer) return say(form.dataset.failed ?? "");
  if (!answer.isTaken) return say(answer.said, true);
  parts.tickets.keep(ticket);
  parts.sent();
  thank(form, ticket);
}

/** What the server says, or null when it could not be asked. A challenge that has grown too old is asked for anew, once. */
async function attempt(
  form: HTMLFormElement,
  fields: Fields,
  ticket: string,
  parts: AskParts,
): Promise<Answer | null> {
  try {
    const first = await parts.send(form.action, await bodyOf(form, fields, ticket, parts));
    if (first.isTaken || first.said !== PROOF_OLD) return first;
    const fresh = documentOf(await parts.load(form.action)).querySelector<HTMLFormElement>("form.ask-form");
    if (!fresh) return { isTaken: false, said: form.dataset.failed ?? "" };
    form.dataset.challenge = fresh.dataset.challenge ?? "";
    form.dataset.bits = fresh.dataset.bits ?? "0";
    const second = await parts.send(form.action, await bodyOf(form, fields, ticket, parts));
    return second.said === PROOF_OLD ? null : second;
  } catch {
    return null;
  }
}

/** Stands for the refusal of a proof, which no reader can do anything about. */
export const PROOF_OLD = "proof-not-good";

async function bodyOf(
  form: HTMLFormElement,
  fields: Fields,
  ticket: string,
  parts: AskParts,
): Promise<string> {
  const { challenge = "", bits = "0" } = form.dataset;
  const start = sha256(`${challenge}\n${ticket}\n${sha256(fields.text)}`).slice(0, 32);
  const puzzle = { start, bits: Number(bits) };
  const answers =
    puzzle.bits > 0 ? await solve(puzzle, parts.now, parts.rest) : new Array<number>(PUZZLES).fill(0);
  return JSON.stringify({ ...fields, ticket, challenge, answers });
}

function fieldsOf(form: HTMLFormElement): Fields {
  const value = (name: string): string =>
    form.querySelector<HTMLInputElement | HTMLTextAreaElement>(`[name=${name}]`)?.value ?? "";
  return { text: value("text"), name: value("name"), place: value("place"), website: value("website") };
}

function sayingIn(form: HTMLFormElement): (text: string, isProblem?: boolean) => void {
  const place = form.querySelector<HTMLElement>(".ask-says");
  return (text, isProblem = false) => {
    if (!place) return;
    place.textContent = text;
    place.classList.toggle("is-problem", isProblem);
  };
}

/** The form makes room for what is said of it, and for the way to how it stands. */
function thank(form: HTMLFormElement, ticket: string): void {
  const page = form.ownerDocument;
  const sent = page.createElement("p");
  sent.className = "ask-standing";
  sent.tabIndex = -1;
  sent.setAttribute("role", "status");
  sent.textContent = form.dataset.sent ?? "";
  const own = page.createElement("p");
  const way = page.createElement("a");
  way.className = "ask-own";
  way.href = `${form.action}/${ticket}`;
  way.textContent = form.dataset.see ?? "";
  own.append(way);
  form.replaceWith(sent, own);
  sent.focus();
}

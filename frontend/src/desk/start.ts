/**
 * Start: gives the composer of a page the browser's own parts.
 */

import { browserClock } from "../reader/clock";
import { type Ask, asking, browserWire } from "./asking";
import { Bylines } from "./bylines";
import { ConflictPanel } from "./conflict";
import { type Byline, newDraftId } from "./content";
import { listKeys } from "./dialogs";
import { ComposerForm, isMac, TOLD } from "./form";
import { NewPost } from "./new_post";
import { pressByKeys } from "./presses";
import { PublishedPost } from "./published";
import { rememberBlog } from "./share_page";
import { Shared } from "./shared";
import { BrowserShares } from "./shares";
import { BrowserShelf, PageShelf, type Shelf } from "./shelf";
import { SIGNING_OUT } from "./signing_out";
import { offerSlot } from "./slots";
import { browserTab } from "./tab";
import { useTemplate } from "./templates";

/** Starts the composer of `owner`, if there is one. The answer is called when readers were given something. */
export function startComposer(owner: Document): (() => void) | null {
  const element = owner.querySelector<HTMLFormElement>("form[data-composer]");
  if (!element) return null;
  const wire = browserWire(owner);
  const ask = asking(wire);
  let changed = (): void => {};
  let told = (): void => {};
  const around = { ask, clock: browserClock, token: () => wire.token(), changed: () => changed() };
  const form = new ComposerForm(element, around);
  Object.assign(element, { composer: form });
  const bylines = bylinesOf(form);
  const fieldset = element.querySelector<HTMLElement>(".bylines");
  if (fieldset) bylines.offer(fieldset, form.fields, () => changed());
  tellWhatIsSet(element);
  pressByKeys(element);
  const isNew = element.dataset.composer === "new";
  if (isNew && !location.hash) form.focus();
  const begun = shelfOf(form).then((shelf) => {
    const post = isNew
      ? newPost(form, { ask, shelf, bylines }, (act) => {
          told = act;
        })
      : published(form, shelf, ask);
    changed = () => post.changed();
    return post;
  });
  listen(element, form, begun);
  return () => told();
}

type Kind = ReturnType<typeof newPost> | ReturnType<typeof published>;

function listen(element: HTMLFormElement, form: ComposerForm, begun: Promise<Kind>): void {
  const act = (name: string): void => void begun.then((post) => post.act(name));
  element.addEventListener("submit", (event) => {
    const button = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    form.fill();
    if (element.dataset.composer !== "new") return act("keep");
    event.preventDefault();
    act(button?.value || "publish");
  });
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return question(event, element.ownerDocument);
    const isHere = element.contains(event.target as Node);
    if (event.key === "s" && (isHere || event.target === element.ownerDocument.body)) act("save");
    else if (event.key === "Enter" && isHere)
      element.requestSubmit(element.querySelector<HTMLButtonElement>(".main"));
    else if (event.key === "k" && isHere) void form.askForLink();
    else if (event.shiftKey && event.code === "KeyM" && isHere) void useTemplate(form, form.ready);
    else return;
    event.preventDefault();
  });
  element.ownerDocument.addEventListener("visibilitychange", () => act("keep"));
  void begun.then((post) => addEventListener("pagehide", () => post.leave()));
}

/** "?" lists the keys where nothing is being typed. */
function question(event: KeyboardEvent, owner: Document): void {
  const target = event.target as HTMLElement;
  const isTyping = target.isContentEditable || target.matches?.("input, textarea, select");
  if (event.key !== "?" || isTyping || event.altKey || owner.querySelector("dialog[open]")) return;
  event.preventDefault();
  listKeys(owner, isMac());
}

function newPost(
  form: ComposerForm,
  parts: { ask: ReturnType<typeof asking>; shelf: Shelf; bylines: Bylines },
  follow: (told: () => void) => void,
) {
  const tab = browserTab();
  const post = new NewPost(form, {
    ...parts,
    clock: browserClock,
    tab,
    session: storeOf(() => sessionStorage),
    newId: () => newDraftId((bytes) => crypto.getRandomValues(bytes)),
    told: placesBeside(form.form),
  });
  follow(() => post.told());
  const later = form.form.querySelector<HTMLDetailsElement>("details.later");
  if (later) offerSlot(later, form.blog, parts.ask, (at) => post.local(at));
  const again = (): void => {
    post.outbox.again();
    form.media.again();
    void post.outbox.look();
  };
  tab.hear((word) => {
    if (word.word === "parcels") void post.refresh();
    else if (word.word === "signed-in") again();
    else if ("name" in word) post.taking.seized(word.name);
  });
  addEventListener("online", again);
  addEventListener("focus", again);
  form.form.ownerDocument.body.addEventListener("desk:drafts", () => void post.outbox.look());
  void post.begin(asked("draft")).then(() => takeUpShare(form, post));
  rememberBlog(
    storeOf(() => localStorage),
    form.blog,
  );
  form.form.ownerDocument.body.addEventListener(SIGNING_OUT, () => {
    void post.drafting.keep();
    post.drafting.stop();
  });
  const acts: Readonly<Record<string, () => unknown>> = {
    publish: () => post.publish(),
    hold: () => post.publish({ hold: true }),
    submit: () => post.publish({ submit: true }),
    draft: () => post.save(),
    save: () => post.save(),
    schedule: () => post.schedule((form.form.elements.namedItem("at") as HTMLInputElement).value),
    keep: () => post.drafting.keep(),
  };
  return {
    changed: () => post.changed(),
    act: (name: string) => void acts[name]?.(),
    leave: () => post.taking.leave(),
  };
}

function asked(name: string): string | null {
  return new URL(location.href).searchParams.get(name);
}

/** What was shared with the app comes after what was being written. */
async function takeUpShare(form: ComposerForm, post: NewPost): Promise<void> {
  const shares = await BrowserShares.open(indexedDB).catch(() => null);
  const shared = new Shared(form, {
    shares,
    blank: () => post.drafting.keep().then(() => post.taking.blank()),
    keep: () => post.drafting.keep(),
    settled: () => {
      const address = new URL(location.href);
      address.searchParams.delete("share");
      history.replaceState(history.state, "", address);
    },
  });
  await shared.begin(asked("share"));
}

function published(form: ComposerForm, shelf: Shelf, ask: Ask) {
  const post = new PublishedPost(form, shelf, browserClock);
  new ConflictPanel(form, ask).take();
  void post.begin();
  addEventListener("online", () => form.media.again());
  const keep = (): void => void post.keep();
  return { changed: () => post.changed(), act: keep, leave: keep };
}

async function shelfOf(form: ComposerForm): Promise<Shelf> {
  try {
    return await BrowserShelf.open(indexedDB);
  } catch {
    form.notice.say(
      "lost",
      "This browser does not keep what you write. Do not close the page before it is live.",
    );
    addEventListener("beforeunload", (event) => {
      if (form.body) event.preventDefault();
    });
    return new PageShelf();
  }
}

function storeOf(store: () => Storage): Storage | null {
  try {
    return store();
  } catch {
    return null;
  }
}

function bylinesOf(form: ComposerForm): Bylines {
  const { person = "", me } = form.form.dataset;
  const known = me ? (JSON.parse(me) as Byline) : null;
  return new Bylines(
    storeOf(() => localStorage),
    person,
    form.blog,
    known,
  );
}

/** The places below the form where it is told how far posts are. */
function placesBeside(form: HTMLFormElement) {
  const owner = form.ownerDocument;
  const list = Object.assign(owner.createElement("ol"), { className: "outgoing", hidden: true });
  list.setAttribute("aria-label", "Posts on their way");
  const region = Object.assign(owner.createElement("p"), { className: "unseen" });
  region.setAttribute("role", "status");
  const kept = Object.assign(owner.createElement("span"), { className: "kept" });
  form.querySelector(".foot .acts")?.append(kept);
  // Right below the buttons: a window for second thoughts is a matter of seconds.
  (form.querySelector(".foot") ?? form).after(list, region);
  return { list, region, kept };
}

/** Says beside "Label, byline and more" what is set there, also when it is folded. */
function tellWhatIsSet(form: HTMLFormElement): void {
  const place = form.querySelector("[data-set]");
  const value = (name: string): HTMLInputElement | null =>
    form.elements.namedItem(name) as HTMLInputElement | null;
  const tell = (): void => {
    const label = form.elements.namedItem("label") as HTMLSelectElement | null;
    const names = [...form.querySelectorAll<HTMLInputElement>('[name="byline_name"]')].map((each) =>
      each.value.trim(),
    );
    const told = [
      label?.value ? label.selectedOptions[0]?.textContent : "",
      names.filter(Boolean).length ? `By ${names.filter(Boolean).join(", ")}` : "",
      value("key_event")?.checked ? "Key event" : "",
      value("pin")?.checked ? "Pinned" : "",
      value("confirmed")?.checked ? "Confirmed" : value("unverified")?.checked ? "Unverified" : "",
    ];
    const words = told.filter(Boolean).join(" · ");
    if (place && place.textContent !== words) place.textContent = words;
  };
  form.addEventListener("input", tell);
  form.addEventListener("change", tell);
  form.addEventListener(TOLD, tell);
  tell();
}

/**
 * Questions: joins the reader's part in asking with the page and the browser.
 * Knows the browser's own pieces. The form's script is fetched when somebody wants to ask.
 */

import type { AskParts } from "./ask";
import { Asked, type Standing } from "./asked";
import { browserClock } from "./clock";
import { loadPage } from "./fresh";
import { sayingsIn } from "./sayings";
import { Tickets } from "./tickets";

/** Gives the links and forms of a page life; a page without any costs nothing. */
export function offerQuestions(page: Document, store: Storage | undefined): void {
  const form = page.querySelector<HTMLFormElement>("form.ask-form");
  const link = page.querySelector<HTMLAnchorElement>("a[data-ask]");
  const address = form?.action ?? link?.href;
  if (!address) return;
  const path = new URL(address).pathname.replace(/\/questions$/, "");
  const tickets = new Tickets(store, path);
  const asked = new Asked(page, path, tickets, standingAt, browserClock, sayingsIn(page).say("dismiss"));
  const parts = partsOf(tickets, () => asked.soon(), sayingsIn(page).say("close"));
  if (form) void import("./ask").then(({ serve }) => serve(form, parts));
  if (!link) return;
  page.addEventListener("click", (event) => {
    const pressed =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-ask]") : null;
    const isPlain = event instanceof MouseEvent && !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (!pressed || !isPlain || !("showModal" in HTMLDialogElement.prototype)) return;
    event.preventDefault();
    void import("./ask").then(
      ({ openForm }) => openForm(pressed, parts),
      () => location.assign(pressed.href),
    );
  });
  follow(page, path, asked, tickets);
}

/** Shows the call for questions, and looks for answers when a post with a question has come. */
function follow(page: Document, path: string, asked: Asked, tickets: Tickets): void {
  let call = "";
  const show = (): void => {
    const place = page.querySelector(".ask .call");
    if (place && place.textContent !== call) place.textContent = call;
  };
  void callAt(`${path}/questions/call`).then((said) => {
    call = said;
    show();
  });
  // A frame puts the line anew, without what stands in it.
  const state = page.querySelector('[data-region="state"]');
  if (state) new MutationObserver(show).observe(state, { childList: true, subtree: true });
  const posts = page.querySelector("#posts");
  if (posts)
    new MutationObserver((changes) => {
      const hasCome = changes.some((each) =>
        [...each.addedNodes].some(
          (node) => node instanceof Element && node.querySelector(".is-question") !== null,
        ),
      );
      if (hasCome && tickets.waits()) asked.soon();
    }).observe(posts, { childList: true });
  if (tickets.waits()) asked.soon();
}

function partsOf(tickets: Tickets, sent: () => void, close: string): AskParts {
  return {
    tickets,
    load: loadPage,
    now: () => performance.now(),
    rest: () => new Promise((resolve) => setTimeout(resolve)),
    chance: (into) => crypto.getRandomValues(into),
    sent,
    close,
    send: async (address, body) => {
      const headers = { "Content-Type": "application/json", Accept: "application/json" };
      const answer = await fetch(address, { method: "POST", headers, body });
      if (answer.ok) return { isTaken: true, said: "" };
      const problem = (await answer.json()) as { code?: string; detail?: string };
      return {
        isTaken: false,
        said: problem.code === "proof-not-good" ? problem.code : (problem.detail ?? ""),
      };
    },
  };
}

async function standingAt(address: string): Promise<Standing | "gone" | null> {
  try {
    const answer = await fetch(address, { cache: "no-store", headers: { Accept: "application/json" } });
    if (answer.status === 404) return "gone";
    return answer.ok ? ((await answer.json()) as Standing) : null;
  } catch {
    return null;
  }
}

async function callAt(address: string): Promise<string> {
  try {
    const answer = await fetch(address);
    const told = answer.ok ? ((await answer.json()) as { call?: unknown }) : {};
    return typeof told.call === "string" ? told.call : "";
  } catch {
    return "";
  }
}

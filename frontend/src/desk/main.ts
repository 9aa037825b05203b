/**
 * The desk's script. Without it every form works, only nothing comes by itself.
 */

import "./trusted";
import { asking, browserWire } from "./asking";
import { followReaders } from "./chart";
import { sendFile } from "./composer/media";
import { browserTelling, offerDevice } from "./devices_told";
import { beHere } from "./here";
import { uploadHeroes } from "./hero";
import { followList } from "./list";
import { followDesk } from "./live_parts";
import { orderLists } from "./ordered";
import { serveQuestions } from "./questions";
import { chooseSeveral } from "./several";
import { offerShare } from "./share_page";
import { clearOnSignOut } from "./signing_out";
import { browserTab } from "./tab";
import { WORKER_PATH } from "./trusted";

let told: (() => void) | null = null;
// The editor is nine tenths of the desk's script, and most pages have none.
if (document.querySelector("form[data-composer]"))
  void import("./start").then(({ startComposer }) => {
    told = startComposer(document);
  });
followList(document, () => told?.());
orderLists(document);
chooseSeveral(document);
followDesk(document);
showTab(document);
beHere(document);
followReaders(document);
serveQuestions(document);
uploadHeroes(document, (file, progress) => sendFile(file, file.name, formToken(), progress));
clearOnSignOut(document);
void offerShare(document);
void offerDevice(document, browserTelling(), asking(browserWire(document)), () => location.reload());
install();
// Whoever has just signed in may have other tabs that wait for it.
if (document.querySelector('meta[name="form-token"][content]:not([content=""])'))
  browserTab().tell({ word: "signed-in" });

/** On a phone the tabs do not all fit: the one whose page this is comes into sight. */
function showTab(owner: Document): void {
  const tab = owner.querySelector<HTMLElement>(".tabs [aria-current]");
  const row = tab?.parentElement;
  if (tab && row) row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}

/** The worker comes along: the desk works without it. */
function install(): void {
  if (!document.querySelector('link[rel="manifest"]')) return;
  const workers = (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker;
  void workers?.register(WORKER_PATH, { scope: "/desk" }).catch(() => {});
}

function formToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="form-token"]')?.content ?? "";
}

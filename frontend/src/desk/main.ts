/**
 * The desk's script. Without it every form works, only nothing comes by itself.
 */

import "./trusted";
import { followReaders } from "./chart";
import { sendFile } from "./composer/media";
import { uploadHeroes } from "./hero";
import { followList } from "./list";
import { followDesk } from "./live_parts";
import { orderLists } from "./ordered";
import { serveQuestions } from "./questions";
import { clearOnSignOut } from "./signing_out";
import { browserTab } from "./tab";

let told: (() => void) | null = null;
// The editor is nine tenths of the desk's script, and most pages have none.
if (document.querySelector("form[data-composer]"))
  void import("./start").then(({ startComposer }) => {
    told = startComposer(document);
  });
followList(document, () => told?.());
orderLists(document);
followDesk(document);
followReaders(document);
serveQuestions(document);
uploadHeroes(document, (file, progress) => sendFile(file, file.name, formToken(), progress));
clearOnSignOut(document);
// Whoever has just signed in may have other tabs that wait for it.
if (document.querySelector('meta[name="form-token"][content]:not([content=""])'))
  browserTab().tell({ word: "signed-in" });

function formToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="form-token"]')?.content ?? "";
}

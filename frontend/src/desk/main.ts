/**
 * The desk's script. Without it every form works, only nothing comes by itself.
 */

import "./trusted";
import { followReaders } from "./chart";
import { followList } from "./list";
import { followDesk } from "./live_parts";
import { orderLists } from "./ordered";
import { clearOnSignOut } from "./signing_out";
import { startComposer } from "./start";
import { browserTab } from "./tab";

const told = startComposer(document);
followList(document, () => told?.());
orderLists(document);
followDesk(document);
followReaders(document);
clearOnSignOut(document);
// Whoever has just signed in may have other tabs that wait for it.
if (document.querySelector('meta[name="form-token"][content]:not([content=""])'))
  browserTab().tell({ word: "signed-in" });

/**
 * The desk's script. Without it every form works, only nothing comes by itself.
 */

import "./trusted";
import { followReaders } from "./chart";
import { BodyEditor } from "./composer/editor";
import { pasting } from "./composer/pasting";
import { followList } from "./list";
import { followDesk } from "./live_parts";
import { orderLists } from "./ordered";

followList(document, () => {});
orderLists(document);
followDesk(document);
followReaders(document);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-composer]")) {
  const place = document.createElement("div");
  form.append(place);
  Object.assign(form, {
    composer: new BodyEditor(place, { label: "Post", extensions: [pasting(() => {})], changed: () => {} }),
  });
}

/**
 * The desk's script. Without it every form works, only nothing comes by itself.
 */

import "./trusted";
import { followList } from "./list";
import { orderLists } from "./ordered";

followList(document, () => {});
orderLists(document);

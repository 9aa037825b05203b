/**
 * The desk's script. Without it every form works, only nothing comes by itself.
 */

import "./trusted";
import { followReaders } from "./chart";
import { followList } from "./list";

followList(document, () => {});
followReaders(document);

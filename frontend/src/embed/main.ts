/**
 * The script of other people's pages: makes every `<live-blog>` on them a live blog. (docs/howto/embed.md)
 */

import { LiveBlog } from "./element";

if (!customElements.get("live-blog")) customElements.define("live-blog", LiveBlog);

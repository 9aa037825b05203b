/**
 * Reader: the one parser of CommonMark at the desk, with the options of `domain/body.py`.
 * Does not know what is made of its tokens.
 */

import MarkdownIt from "markdown-it";

export const reader = new MarkdownIt("commonmark", { html: false, maxNesting: 100 });

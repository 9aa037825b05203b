/**
 * Extensions: everything the editor's documents are made of.
 */

import type { Extensions } from "@tiptap/core";
import * as blocks from "./blocks";
import * as inline from "./inline";

export const CONTENT: Extensions = [...Object.values(blocks), ...Object.values(inline)];

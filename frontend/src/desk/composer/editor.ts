/**
 * The editor: a body as rich text, in TipTap.
 * Knows how a body is put into it and taken out. Does not know the form around it.
 */

import { Editor, type Extensions } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { Behind } from "./behind";
import { bodyOf, documentOf } from "./composing";
import { CONTENT } from "./extensions";
import { Keys } from "./keys";

/** What ProseMirror leaves free around the cursor, in pixels. */
const MARGIN = 5;

export interface Around {
  /** What a screen reader calls the field. */
  readonly label: string;
  readonly extensions?: Extensions;
  /** Something was changed. */
  changed(): void;
  /** How many pixels at the window's end something lies over the text, so that the cursor is not to stand there. */
  covered?(): number;
}

export class BodyEditor {
  readonly editor: Editor;

  constructor(place: HTMLElement, around: Around) {
    // Asked for each time: what lies over the text comes and goes with a phone's keyboard.
    const covered = (more: number) => ({
      top: more,
      right: more,
      left: more,
      get bottom() {
        return (around.covered?.() ?? 0) + more;
      },
    });
    this.editor = new Editor({
      element: place,
      extensions: [...CONTENT, Behind, Keys, ...(around.extensions ?? [])],
      // Style elements are refused by the page's policy.
      injectCSS: false,
      editorProps: {
        scrollThreshold: covered(0),
        scrollMargin: covered(MARGIN),
        attributes: {
          class: "text",
          role: "textbox",
          "aria-multiline": "true",
          "aria-label": around.label,
          spellcheck: "true",
          // As its first letter runs: bullets stand where its lines begin.
          dir: "auto",
        },
      },
      onUpdate: () => around.changed(),
    });
  }

  /** The body as it stands, in normal form. */
  get body(): string {
    return bodyOf(this.editor.state.doc);
  }

  /** Begins anew with `body`; what was before cannot be brought back by undoing. */
  open(body: string): void {
    const { editor } = this;
    const doc = documentOf(body, editor.schema);
    editor.commands.setContent(doc.toJSON(), { emitUpdate: false });
  }

  /** Adds plain words at the end, a paragraph each; in the place of an empty last one. */
  append(words: readonly string[]): void {
    const { schema } = this.editor;
    const paragraphs = words.map((each) => schema.node("paragraph", null, each ? [schema.text(each)] : []));
    this.add(paragraphs);
  }

  /** Adds blocks at the end, in the place of an empty last paragraph. */
  add(blocks: readonly Node[]): void {
    const { state, view } = this.editor;
    const { lastChild } = state.doc;
    const end = state.doc.content.size;
    const isBlank = lastChild?.type.name === "paragraph" && !lastChild.content.size;
    view.dispatch(state.tr.replaceWith(isBlank ? end - lastChild.nodeSize : end, end, blocks));
  }
}

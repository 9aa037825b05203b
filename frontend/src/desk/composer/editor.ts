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

export interface Around {
  /** What a screen reader calls the field. */
  readonly label: string;
  readonly extensions?: Extensions;
  /** Something was changed. */
  changed(): void;
}

export class BodyEditor {
  readonly editor: Editor;

  constructor(place: HTMLElement, around: Around) {
    this.editor = new Editor({
      element: place,
      extensions: [...CONTENT, Behind, Keys, ...(around.extensions ?? [])],
      // Style elements are refused by the page's policy.
      injectCSS: false,
      editorProps: {
        attributes: {
          class: "text",
          role: "textbox",
          "aria-multiline": "true",
          "aria-label": around.label,
          spellcheck: "true",
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

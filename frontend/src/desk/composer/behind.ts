/**
 * Behind: what is written while the cursor is at pictures goes behind them, into a paragraph of its own.
 * Knows that a gallery takes no words, and that a key pressed while a picture is chosen must not replace it.
 * Does not know how pictures come to be there (`gallery`).
 */

import { Extension } from "@tiptap/core";
import { type EditorState, Plugin, TextSelection, type Transaction } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { isGallery } from "./gallery";

/** The step that puts the cursor into the paragraph behind the gallery it is in, made if it is not there; null elsewhere. */
export function behind(state: EditorState): Transaction | null {
  const { $from } = state.selection;
  if (!$from.depth || !isGallery($from.node(1))) return null;
  const after = $from.after(1);
  const next = state.doc.nodeAt(after);
  const { tr } = state;
  if (next?.type.name !== "paragraph" || next.content.size) tr.insert(after, state.schema.node("paragraph"));
  return tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView();
}

function gone(view: EditorView): boolean {
  const step = behind(view.state);
  if (step) view.dispatch(step);
  return step !== null;
}

/** Keeps words and pictures apart. */
export const Behind = Extension.create({
  name: "behind",
  // Before the keys that split and replace what is chosen.
  priority: 1_000,
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        handleTextInput: (view, _from, _to, text) => {
          if (!gone(view)) return false;
          view.dispatch(view.state.tr.insertText(text));
          return true;
        },
        handleKeyDown: (view, event) =>
          event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.isComposing && gone(view),
        handlePaste: (view, event) => {
          // Pictures join the others.
          if (!event.clipboardData?.files.length) gone(view);
          return false;
        },
      },
    }),
  ],
});

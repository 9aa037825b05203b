/**
 * Linking: asks where the selected words, or the link the cursor is in, should lead.
 */

import type { Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";
import { askForAddress } from "./dialogs";

export async function askForLink(editor: Editor): Promise<void> {
  const { link } = editor.schema.marks;
  if (!link) return;
  selectAsShown(editor);
  const { $from } = editor.state.selection;
  const now = link.isInSet($from.marks());
  if (now && editor.state.selection.empty) editor.commands.extendMarkRange("link");
  const { from, to, empty } = editor.state.selection;
  const address = await askForAddress(editor.view.dom.ownerDocument, now?.attrs.href ?? "");
  const { tr } = editor.state;
  if (address === "") tr.removeMark(from, to, link);
  else if (address && empty) tr.insert(from, editor.schema.text(address, [link.create({ href: address })]));
  else if (address) tr.removeMark(from, to, link).addMark(from, to, link.create({ href: address }));
  editor.view.dispatch(tr.removeStoredMark(link));
  editor.view.focus();
}

/** What the last key selected reaches the editor in a turn of its own, which may be yet to come. */
function selectAsShown(editor: Editor): void {
  const { view } = editor;
  const shown = view.dom.ownerDocument.getSelection();
  if (!shown?.anchorNode || !shown.focusNode || !view.dom.contains(shown.anchorNode)) return;
  const from = view.posAtDOM(shown.anchorNode, shown.anchorOffset);
  const to = view.posAtDOM(shown.focusNode, shown.focusOffset);
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, from, to)));
}

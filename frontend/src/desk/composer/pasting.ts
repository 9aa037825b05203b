/**
 * Pasting: what comes from the clipboard or is dropped.
 * Knows that words from elsewhere are simplified first, that files go to be uploaded, and that an address pasted over words
 * makes them a link.
 */

import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { isMedium } from "../shares";
import { simplified } from "./foreign";
import { harmless } from "./harmless";

// How the editor marks what was copied from it: that comes back as it was.
const OWN = /<[^>]*\sdata-pm-slice=/;

const ADDRESS = /^https?:\/\/\S+$/;

/** `take` is given files, with the place in the document where they were dropped. */
export function pasting(take: (files: readonly File[], at: number | null) => void): Extension {
  return Extension.create({
    name: "pasting",
    addProseMirrorPlugins: () => [
      new Plugin({
        props: {
          transformPastedHTML: (html, view) =>
            OWN.test(html) ? harmless(html) : simplified(html, view.dom.ownerDocument),
          handlePaste: (view, event) => pasted(view, event, take),
          handleDrop: (view, event, _slice, moved) => !moved && dropped(view, event, take),
        },
      }),
    ],
  });
}

function pasted(view: EditorView, event: ClipboardEvent, take: (files: File[], at: null) => void): boolean {
  const { clipboardData } = event;
  if (!clipboardData) return false;
  const files = [...clipboardData.files].filter(isMedium);
  // Word adds a picture of the words: then it is the words that are meant.
  if (files.length && !hasWords(clipboardData.getData("text/html"), view)) {
    take(files, null);
    return true;
  }
  return linked(view, clipboardData.getData("text/plain").trim());
}

function hasWords(html: string, view: EditorView): boolean {
  return Boolean(html) && Boolean(simplified(html, view.dom.ownerDocument));
}

/** Makes what is selected a link, if `address` is one. */
function linked(view: EditorView, address: string): boolean {
  const { state } = view;
  const { from, to, empty, $from, $to } = state.selection;
  const { link } = state.schema.marks;
  if (empty || !link || !ADDRESS.test(address) || !$from.sameParent($to) || $from.parent.type.spec.code)
    return false;
  view.dispatch(state.tr.removeMark(from, to, link).addMark(from, to, link.create({ href: address })));
  return true;
}

function dropped(
  view: EditorView,
  event: DragEvent,
  take: (files: File[], at: number | null) => void,
): boolean {
  const files = [...(event.dataTransfer?.files ?? [])].filter(isMedium);
  if (!files.length) return false;
  event.preventDefault();
  const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
  take(files, place?.pos ?? null);
  return true;
}

/**
 * Keys: what keys do in the editor, and what becomes a list or a quotation as it is typed.
 * Does not know what is done with the post as a whole (`shortcuts.ts`).
 */

import {
  type Editor,
  Extension,
  markInputRule,
  textblockTypeInputRule,
  wrappingInputRule,
} from "@tiptap/core";
import { dropCursor } from "@tiptap/pm/dropcursor";
import { gapCursor } from "@tiptap/pm/gapcursor";
import { history, redo, undo } from "@tiptap/pm/history";
import type { MarkType } from "@tiptap/pm/model";
import { liftListItem, sinkListItem, splitListItem } from "@tiptap/pm/schema-list";
import type { Command, EditorState } from "@tiptap/pm/state";

/** Turns `mark` on for what is selected, or off where all of it has it. */
export function toggled(mark: MarkType): Command {
  return (state, dispatch) => {
    const { from, to, empty } = state.selection;
    const isOn = isMarked(state, mark);
    const { tr } = state;
    if (empty) tr.setStoredMarks(withoutOrWith(state, mark, isOn));
    else {
      tr.removeMark(from, to, mark);
      if (!isOn) tr.addMark(from, to, mark.create());
    }
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

function withoutOrWith(state: EditorState, mark: MarkType, isOn: boolean) {
  const now = state.storedMarks ?? state.selection.$from.marks();
  return isOn ? now.filter((each) => each.type !== mark) : mark.create().addToSet(now);
}

/** Whether all that is selected, or what is typed next, has `mark`. */
export function isMarked(state: EditorState, mark: MarkType): boolean {
  const { from, to, empty, $from } = state.selection;
  if (empty) return Boolean(mark.isInSet(state.storedMarks ?? $from.marks()));
  let all = true;
  state.doc.nodesBetween(from, to, (node) => {
    if (node.isText && !mark.isInSet(node.marks)) all = false;
  });
  return all;
}

function run(editor: Editor, command: Command): boolean {
  return command(editor.state, editor.view.dispatch, editor.view);
}

/** Puts a break, not a new paragraph. */
const broken: Command = (state, dispatch) => {
  const { hardBreak } = state.schema.nodes;
  if (!hardBreak || state.selection.$from.parent.type.spec.code) return false;
  dispatch?.(state.tr.replaceSelectionWith(hardBreak.create()).scrollIntoView());
  return true;
};

const STRONG = /(?:^|\s)(\*\*([^\s*](?:[^*]*[^\s*])?)\*\*)$/;
const EM = /(?:^|\s)(\*([^\s*](?:[^*]*[^\s*])?)\*)$/;
const CODE = /(?:^|\s)(`([^`]+)`)$/;

export const Keys = Extension.create({
  name: "keys",

  addKeyboardShortcuts() {
    const { nodes, marks } = this.editor.schema;
    const on = (command: Command) => () => run(this.editor, command);
    const mark = (name: string) => (marks[name] ? on(toggled(marks[name])) : () => false);
    const item = nodes.item;
    return {
      "Mod-b": mark("strong"),
      "Mod-i": mark("em"),
      "Mod-e": mark("code"),
      "Mod-z": on(undo),
      "Shift-Mod-z": on(redo),
      "Mod-y": on(redo),
      "Shift-Enter": on(broken),
      ...(item && {
        Enter: on(splitListItem(item)),
        Tab: on(sinkListItem(item)),
        "Shift-Tab": on(liftListItem(item)),
      }),
    };
  },

  addInputRules() {
    const { nodes, marks } = this.editor.schema;
    const { bulletList, orderedList, quote, heading, codeBlock } = nodes;
    const { strong, em, code } = marks;
    if (!bulletList || !orderedList || !quote || !heading || !codeBlock || !strong || !em || !code) return [];
    return [
      wrappingInputRule({ find: /^\s*[-+*]\s$/, type: bulletList }),
      wrappingInputRule({
        find: /^(\d{1,9})[.)]\s$/,
        type: orderedList,
        getAttributes: (match) => ({ start: Number(match[1]) }),
        joinPredicate: (match, node) => node.childCount + node.attrs.start === Number(match[1]),
      }),
      wrappingInputRule({ find: /^\s*>\s$/, type: quote }),
      textblockTypeInputRule({
        find: /^(#{1,3})\s$/,
        type: heading,
        getAttributes: (match) => ({ level: match[1]?.length ?? 1 }),
      }),
      textblockTypeInputRule({ find: /^```\s$/, type: codeBlock }),
      markInputRule({ find: STRONG, type: strong }),
      markInputRule({ find: EM, type: em }),
      markInputRule({ find: CODE, type: code }),
    ];
  },

  addProseMirrorPlugins() {
    return [history(), dropCursor({ class: "drop-cursor", color: false }), gapCursor()];
  },
});

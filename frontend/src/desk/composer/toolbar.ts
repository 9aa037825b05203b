/**
 * Toolbar: buttons for what keys do too, within a thumb's reach.
 * Knows the pattern of a toolbar (ARIA 1.2): one stop for the Tab key, arrows within.
 */

import type { Editor } from "@tiptap/core";
import type { MarkType, NodeType } from "@tiptap/pm/model";
import { liftListItem, wrapInList } from "@tiptap/pm/schema-list";
import type { Command } from "@tiptap/pm/state";
import { isMedium } from "../shares";
import { isMarked, toggled } from "./keys";

const MEDIA = "image/*,audio/*,video/*,.heic,.heif,.avif";

export interface Tool {
  readonly name: string;
  readonly words: string;
  /** What stands on the button. */
  readonly sign: string;
  readonly key?: string;
  act(): void;
  isOn?(): boolean;
}

export interface Around {
  take(files: readonly File[]): void;
  askForLink(): void;
  useTemplate(): void;
  showPreview(): void;
  isPreviewShown(): boolean;
  showShortcuts(): void;
}

/** The tools of `editor`. */
export function toolsOf(editor: Editor, around: Around): Tool[] {
  const { nodes, marks } = editor.schema;
  const run = (command: Command): void => {
    command(editor.state, editor.view.dispatch, editor.view);
    editor.view.focus();
  };
  const mark = (
    type: MarkType | undefined,
    name: string,
    words: string,
    sign: string,
    key: string,
  ): Tool[] =>
    type
      ? [{ name, words, sign, key, act: () => run(toggled(type)), isOn: () => isMarked(editor.state, type) }]
      : [];
  const list = (type: NodeType | undefined, name: string, words: string, sign: string): Tool[] =>
    type ? [{ name, words, sign, act: () => run(listed(type)), isOn: () => isWithin(editor, type) }] : [];
  return [
    ...taking(editor, around),
    {
      name: "template",
      words: "Template: a post to fill in",
      sign: "Template",
      key: "Ctrl+Shift+M",
      act: around.useTemplate,
    },
    ...mark(marks.strong, "bold", "Bold", "B", "Ctrl+B"),
    ...mark(marks.em, "italic", "Italic", "I", "Ctrl+I"),
    { name: "link", words: "Link", sign: "Link", key: "Ctrl+K", act: around.askForLink },
    ...list(nodes.bulletList, "bullets", "List", "•"),
    ...list(nodes.orderedList, "numbers", "Numbered list, 1. 2. 3.", "1."),
    ...(nodes.quote
      ? [
          {
            name: "quote",
            words: "Quotation",
            sign: "“",
            act: () => run(quoted),
            isOn: () => isWithin(editor, nodes.quote),
          },
        ]
      : []),
    {
      name: "reference",
      words: "Link a post",
      sign: "/",
      key: "/",
      act: () => editor.chain().focus().insertContent(slash(editor)).run(),
    },
    {
      name: "preview",
      words: "Preview",
      sign: "Preview",
      act: around.showPreview,
      isOn: around.isPreviewShown,
    },
    { name: "shortcuts", words: "Keyboard shortcuts", sign: "?", key: "?", act: around.showShortcuts },
  ];
}

/** The first are within a thumb's reach: one press, and the phone's camera is on. */
function taking(editor: Editor, around: Around): Tool[] {
  const tool = (name: string, sign: string, words: string, accept: string, isCamera = true): Tool => ({
    name,
    sign,
    words,
    act: () => choose(editor, around, accept, isCamera),
  });
  return [
    tool("camera", "Camera", "Camera: take a picture", "image/*"),
    tool("film", "Film", "Film: take a film", "video/*"),
    tool("files", "Media", "Media: pictures, films, sounds", MEDIA, false),
  ];
}

/** A stroke offers posts only where it begins a word. */
function slash(editor: Editor): string {
  const { $from } = editor.state.selection;
  const before = $from.parent.textBetween(Math.max(0, $from.parentOffset - 1), $from.parentOffset);
  return before && !/\s/.test(before) ? " /" : "/";
}

function isWithin(editor: Editor, type: NodeType | undefined): boolean {
  const { $from } = editor.state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === type) return true;
  return false;
}

function listed(type: NodeType): Command {
  return (state, dispatch, view) => {
    const { $from } = state.selection;
    const { item } = state.schema.nodes;
    for (let depth = $from.depth; depth > 0; depth -= 1) {
      const node = $from.node(depth);
      if (node.type === type) return item ? liftListItem(item)(state, dispatch, view) : false;
      if (node.type.isInGroup("list")) {
        dispatch?.(state.tr.setNodeMarkup($from.before(depth), type));
        return true;
      }
    }
    return wrapInList(type)(state, dispatch, view);
  };
}

const quoted: Command = (state, dispatch) => {
  const { quote } = state.schema.nodes;
  const { $from, $to } = state.selection;
  const range = $from.blockRange($to, (node) => node.type === quote) ?? $from.blockRange($to);
  if (!quote || !range) return false;
  const { tr } = state;
  if (range.parent.type === quote) tr.lift(range, range.depth - 1);
  else tr.wrap(range, [{ type: quote }]);
  dispatch?.(tr.scrollIntoView());
  return true;
};

function choose(editor: Editor, around: Around, accept: string, isCamera: boolean): void {
  const field = editor.view.dom.ownerDocument.createElement("input");
  field.type = "file";
  field.accept = accept;
  if (isCamera) field.setAttribute("capture", "environment");
  else field.multiple = true;
  field.addEventListener("change", () => around.take([...(field.files ?? [])].filter(isMedium)));
  field.click();
}

/** Makes the buttons, and keeps them telling what holds where the cursor is. */
export function showTools(place: HTMLElement, tools: readonly Tool[], editor: Editor): void {
  const owner = place.ownerDocument;
  const buttons = tools.map((tool) => {
    const button = owner.createElement("button");
    button.type = "button";
    button.className = `tool tool-${tool.name}`;
    button.dataset.tool = tool.name;
    button.textContent = tool.sign;
    button.setAttribute("aria-label", tool.words);
    button.title = tool.key ? `${tool.words} (${tool.key})` : tool.words;
    // A press on the button leaves the cursor where it is.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      tool.act();
      tell();
    });
    return button;
  });
  const tell = (): void => {
    tools.forEach((tool, at) => {
      if (tool.isOn) buttons[at]?.setAttribute("aria-pressed", String(tool.isOn()));
    });
  };
  place.setAttribute("role", "toolbar");
  place.setAttribute("aria-label", "How the text looks");
  place.append(...buttons);
  stepping(place, buttons);
  editor.on("transaction", tell);
  tell();
}

function stepping(place: HTMLElement, buttons: readonly HTMLElement[]): void {
  const reach = (at: number): void => {
    buttons.forEach((each, n) => {
      each.tabIndex = n === at ? 0 : -1;
    });
  };
  reach(0);
  place.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target as HTMLElement);
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -at, End: buttons.length - 1 - at }[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    const next = (at + step + buttons.length) % buttons.length;
    reach(next);
    buttons[next]?.focus();
  });
}

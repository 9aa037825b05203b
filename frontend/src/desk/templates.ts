/**
 * Templates: asks which one, then for its fields, and puts the post it makes into the composer.
 * Knows that what is typed into a field is words and no CommonMark, and that nothing written before is replaced.
 */

import type { Node } from "@tiptap/pm/model";
import { Node as AnyNode } from "@tiptap/pm/model";
import { documentOf } from "./composer/composing";
import type { Content } from "./content";
import { askInDialog, made } from "./dialogs";
import type { ComposerForm } from "./form";
import { filled, type Ready, type Template } from "./ready";

/** Asks which template, and for its fields; then it stands in the form. */
export async function useTemplate(form: ComposerForm, ready: Ready): Promise<void> {
  const templates = await ready.templates();
  const owner = form.form.ownerDocument;
  if (!templates) {
    form.notice.say("template", "The templates cannot be had just now. They are asked for again next time.");
    return;
  }
  const template = await choose(owner, templates, `/desk/blogs/${form.blog}/ready`);
  const values = template && (await ask(owner, template));
  if (template && values) put(form, template.content, values);
}

/** What `content` says with its fields filled in comes after what stands in the form. */
export function put(form: ComposerForm, content: Content, values: ReadonlyMap<string, string>): void {
  const { schema } = form.editor.state;
  const now = form.content();
  form.fields.set({
    ...now,
    headline: now.headline || filled(content.headline, values),
    label: content.label ?? now.label,
    key_event: now.key_event || content.key_event,
  });
  form.add(blocksOf(documentOf(content.body, schema), values));
  form.focus();
}

/** The blocks of a document, with the fields in its texts filled in. */
export function blocksOf(document: Node, values: ReadonlyMap<string, string>): Node[] {
  const tree = document.toJSON() as Tree;
  const doc = AnyNode.fromJSON(document.type.schema, withFilled(tree, values));
  return doc.children as Node[];
}

interface Tree {
  readonly text?: string;
  readonly content?: readonly Tree[];
}

function withFilled(tree: Tree, values: ReadonlyMap<string, string>): Tree {
  return {
    ...tree,
    ...(tree.text !== undefined && { text: filled(tree.text, values) }),
    ...(tree.content && { content: tree.content.map((each) => withFilled(each, values)) }),
  };
}

function choose(owner: Document, templates: readonly Template[], more: string): Promise<Template | null> {
  const buttons = templates.map((each, at) =>
    made(owner, "button", { value: String(at), className: "choice" }, each.name),
  );
  const link = made(owner, "a", { href: more }, "Change the templates");
  return askInDialog(
    owner,
    "Template",
    [...buttons, made(owner, "p", {}, link)],
    (value) => templates[Number(value)] ?? null,
  );
}

function ask(owner: Document, template: Template): Promise<ReadonlyMap<string, string> | null> {
  const fields = template.fields.map((name, at) => {
    const field = made(owner, "input", { id: `field-${at}`, type: "text", autocomplete: "off" });
    const label = made(owner, "label", { htmlFor: field.id }, name);
    return { name, field, row: made(owner, "p", { className: "field" }, label, field) };
  });
  if (!fields.length) return Promise.resolve(new Map());
  const set = made(owner, "button", { className: "main", value: "put" }, "Put it in");
  const parts = [...fields.map((each) => each.row), made(owner, "p", { className: "acts" }, set)];
  return askInDialog(
    owner,
    template.name,
    parts,
    () => new Map(fields.map(({ name, field }) => [name, field.value])),
  );
}

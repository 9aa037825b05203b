// @vitest-environment happy-dom
import { getSchema } from "@tiptap/core";
import type { Mark, Node } from "@tiptap/pm/model";
import { describe, expect, test } from "vitest";
import { bodyOf, documentOf, isAtHome } from "./composing";
import { CONTENT } from "./extensions";

const schema = getSchema(CONTENT);

const paragraph = (...inside: Node[]): Node => schema.node("paragraph", null, inside);
const text = (words: string, ...marks: Mark[]): Node => schema.text(words, marks);
const strong = schema.mark("strong");
const em = schema.mark("em");
const link = schema.mark("link", { href: "https://quay.example/" });
const written = (...blocks: Node[]): string => bodyOf(schema.node("doc", null, blocks));
const item = (...blocks: Node[]): Node => schema.node("item", null, blocks);

describe("what was only read is written as it was", () => {
  test.each([
    "",
    "One.  Two.",
    "a **b _c_ d** *e*",
    "***both*** _so_ __so__",
    "[*a*](x)[*b*](x)",
    "*a****b***",
    "__a__**b**",
    "[](post:a1)",
    "[<https://quay.example>.](b)",
    "a\nb\\\nc",
    "a\nb\n===",
    "# ",
    "### a \\#",
    "> - a\n>   - b\n>\n> ---\n>\n> ```\n>\n> ```".replace("---", "_".repeat(70)),
    "- a\n- b\n\n* c",
    "5. a\n1. b\n\n1) c",
    "- a\n\n- b",
    "-\n- b",
    "+ - -",
    "```\n```",
    "```\n\n```",
    "~~~ ~`x\na\n\n~~~",
    '![a [b]](media:m1 "The \\"Star\\" & \\&amp; crew")\n![](media:m2)',
    "&#32;a&#32;\n*&#32;b*c",
    "e&#769; &#10;&#8232;",
    "\\# a\n1\\. b\n\\- c\n\\> d\n\\===",
  ])("%j", (body) => {
    const doc = documentOf(body, schema);
    doc.check();
    expect(bodyOf(schema.nodeFromJSON(doc.toJSON()))).toBe(body);
  });
});

describe("what a person made is written so that it reads as it stands", () => {
  test.each<[string, string, Node[]]>([
    ["bold spaces", "a **b** c", [paragraph(text("a"), text(" b ", strong), text("c"))]],
    ["spaces at the ends", "a", [paragraph(text("  a  "))]],
    [
      "empty paragraphs",
      "a\n\nb",
      [paragraph(text("a")), paragraph(), paragraph(text(" ")), paragraph(text("b"))],
    ],
    ["breaks at the end", "a", [paragraph(text("a"), schema.node("hardBreak"), schema.node("hardBreak"))]],
    ["bold within words", "un**believ**able", [paragraph(text("un"), text("believ", strong), text("able"))]],
    ["bold that ends in a sign", "**“a”**&#98;", [paragraph(text("“a”", strong), text("b"))]],
    ["slanted beside bold", "*a***b**", [paragraph(text("a", em), text("b", strong))]],
    [
      "bold over slanted",
      "**a *b* c**",
      [paragraph(text("a ", strong), text("b", strong, em), text(" c", strong))],
    ],
    ["overlapping", "**a *b*** *c*", [paragraph(text("a ", strong), text("b", strong, em), text(" c", em))]],
    ["a bold link", "[**a**](https://quay.example/)", [paragraph(text("a", link, strong))]],
    ["an accent by itself", "é", [paragraph(text("e\u0301"))]],
    ["a line end in a text", "a b", [paragraph(text("a\nb"))]],
    [
      "two paragraphs in a tight item",
      "- a\n\n  b",
      [schema.node("bulletList", { tight: true }, [item(paragraph(text("a")), paragraph(text("b")))])],
    ],
    [
      "a deep heading with a break",
      "### a b",
      [schema.node("heading", { level: 3 }, [text("a"), schema.node("hardBreak"), text("b")])],
    ],
  ])("%s", (_, body, blocks) => {
    expect(written(...blocks)).toBe(body);
    expect(isAtHome(body, schema)).toBe(true);
  });
});

test("a body that has no form of its own is not at home", () => {
  expect(isAtHome("- a\n\n  [x]: /y", schema)).toBe(false);
});

// @vitest-environment happy-dom
import { getSchema } from "@tiptap/core";
import { EditorState, TextSelection } from "@tiptap/pm/state";
import { describe, expect, it, test } from "vitest";
import type { Answer } from "./asking";
import { bodyOf, documentOf } from "./composer/composing";
import { CONTENT } from "./composer/extensions";
import { askedAt, expanded, fitting } from "./composer/snippets";
import { filled, Ready, unfilled } from "./ready";
import { blocksOf } from "./templates";

const schema = getSchema(CONTENT);

/** An editor's state with the cursor behind what is typed. */
function typed(words: string): EditorState {
  const doc = schema.node("doc", null, [schema.node("paragraph", null, words ? [schema.text(words)] : [])]);
  const state = EditorState.create({ doc });
  return state.apply(state.tr.setSelection(TextSelection.atEnd(doc)));
}

describe("fields", () => {
  it("are filled in, and those that stay empty are still seen", () => {
    const values = new Map([
      ["home", " Harbour "],
      ["away", ""],
    ]);
    expect(filled("{home} 1–0 {away}, {minute}'", values)).toBe("Harbour 1–0 {away}, {minute}'");
    expect(unfilled("{away} and {away}, {minute}; {} {a\nb}")).toEqual(["{away}", "{minute}"]);
  });

  it("take words, and no CommonMark", () => {
    const body = "**{who}** says:\n\n- {what}\n- [{where}](https://quay.example/)";
    const values = new Map([
      ["who", "*Ada*"],
      ["what", "# 1 < 2"],
      ["where", "[here]"],
    ]);
    const doc = schema.node("doc", null, blocksOf(documentOf(body, schema), values));
    expect(doc.textContent).toBe("*Ada* says:# 1 < 2[here]");
    expect(documentOf(bodyOf(doc), schema).textContent).toBe(doc.textContent);
  });
});

describe("a snippet", () => {
  test.each([
    [";", ""],
    [";hm", "hm"],
    ["So says (;항만", "항만"],
    ["the ;hm-2", "hm-2"],
  ])("is asked for by %j", (words, sought) => {
    expect(askedAt(typed(words).selection.$from)?.sought).toBe(sought);
  });

  test.each(["", "a;b", "; ", "wait;", "&amp;hm"])("is not asked for by %j", (words) => {
    expect(askedAt(typed(words).selection.$from)).toBeNull();
  });

  it("stands within the line if it is one, and as blocks if it is more", () => {
    const state = typed("So says ;hm");
    const asked = askedAt(state.selection.$from);
    if (!asked) throw new Error("It is asked for.");
    expect(bodyOf(expanded(asked, "the *harbour master*", state).doc)).toBe("So says the *harbour master*");
    const blocks = bodyOf(expanded(asked, "One\n\n- two", state).doc);
    expect(blocks.replace(/\s+/g, " ")).toBe("So says One - two");
  });

  it("is offered by the beginning of its name, then by what stands in it", () => {
    const all = ["ship", "harbour", "hm", "Height"].map((name) => ({ name, body: name }));
    expect(fitting(all, "h").map((each) => each.name)).toEqual(["harbour", "Height", "hm", "ship"]);
    expect(fitting(all, "x")).toEqual([]);
    expect(fitting(all, "")).toHaveLength(4);
  });
});

describe("what is ready", () => {
  function room() {
    const asked: string[] = [];
    const state = {
      now: 0,
      answer: { status: 200, tree: { snippets: [{ name: "hm", body: "A" }] } } as Answer | null,
    };
    const ask = async (_method: string, path: string): Promise<Answer | null> => {
      asked.push(path);
      return state.answer;
    };
    return { asked, state, ready: new Ready("ferry", ask, () => state.now) };
  }

  it("is asked for once in a while, not at every key", async () => {
    const { asked, state, ready } = room();
    await Promise.all([ready.snippets(), ready.snippets()]);
    expect(await ready.snippets()).toHaveLength(1);
    expect(asked).toEqual(["/desk/blogs/ferry/ready/list"]);
    state.now = 60_000;
    await ready.snippets();
    expect(asked).toHaveLength(2);
  });

  it("serves without a connection, if it was ever known", async () => {
    const { state, ready } = room();
    state.answer = null;
    expect(await ready.snippets()).toBeNull();
    state.answer = { status: 200, tree: { snippets: [{ name: "hm", body: "A" }] } };
    await ready.snippets();
    state.answer = null;
    state.now = 120_000;
    expect(await ready.snippets()).toHaveLength(1);
  });
});

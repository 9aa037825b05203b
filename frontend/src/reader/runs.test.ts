// @vitest-environment happy-dom
/** Runs: what is folded stays what it was, wherever the list goes meanwhile. */

import { describe, expect, it } from "vitest";
import { itemsOf, listOf, turn } from "./list";
import { fold, isRun, namesIn, openAround, reach, unfold } from "./runs";
import { sayingsIn } from "./sayings";
import { itemHtml, mainOf, NOTHING, order, pageOf } from "./scenery";

function withPosts(count: number): Document {
  const posts = new Map<string, string>();
  for (let n = 1; n <= count; n += 1)
    posts.set(order(n, `p${n}`), itemHtml(`p${n}`, order(n, `p${n}`), `Post &amp; &lt;${n}&gt;`));
  return pageOf({ ...NOTHING, posts });
}

function list(page: Document): HTMLElement {
  const found = listOf(page);
  if (!found) throw new Error("The page has no list.");
  return found;
}

function names(page: Document): readonly string[] {
  return itemsOf(list(page)).flatMap(namesIn);
}

function folded(count: number, from: number, to: number): Document {
  const page = withPosts(count);
  fold(itemsOf(list(page)).slice(from, to), 900, sayingsIn(page));
  return page;
}

describe("a run", () => {
  it("is one item, as high as its posts, and is put back as it was", () => {
    const page = withPosts(6);
    const before = list(page).outerHTML;
    fold(itemsOf(list(page)).slice(1, 4), 900, sayingsIn(page));
    expect(names(page)).toEqual(["p6", "p5", "p4", "p3", "p2", "p1"]);
    const run = itemsOf(list(page)).find(isRun);
    expect([list(page).children.length, run?.style.blockSize]).toEqual([4, "900px"]);
    expect(run?.querySelector("[hidden=until-found]")?.textContent).toContain("Post & <5>");
    if (run) unfold(run);
    expect(list(page).outerHTML).toBe(before);
  });

  it("is put back the other way round where the order was turned", () => {
    const page = folded(6, 1, 4);
    turn(list(page), true);
    const run = itemsOf(list(page)).find(isRun);
    if (run) unfold(run);
    expect([...list(page).children].map((each) => each.getAttribute("data-post"))).toEqual([
      "p1",
      "p2",
      "p3",
      "p4",
      "p5",
      "p6",
    ]);
  });

  it("of posts that wait has each of them wait", () => {
    const page = withPosts(4);
    for (const each of itemsOf(list(page)).slice(0, 3)) each.classList.add("held");
    fold(itemsOf(list(page)).slice(0, 3), 900, sayingsIn(page));
    const run = itemsOf(list(page))[0];
    expect(run?.classList.contains("held")).toBe(true);
    run?.classList.remove("held");
    if (run) unfold(run);
    expect(page.querySelectorAll(".held")).toHaveLength(0);
  });

  it("gives out the post that is wanted, by name and by where it would stand", () => {
    const page = folded(6, 1, 4);
    expect(reach(mainOf(page), "p4")?.id || reach(mainOf(page), "p4")?.dataset.post).toBe("p4");
    const other = folded(6, 1, 4);
    openAround(mainOf(other), order(1, "p1"));
    expect(itemsOf(list(other)).some(isRun)).toBe(true);
    openAround(mainOf(other), order(4, "p3x"));
    expect(itemsOf(list(other)).some(isRun)).toBe(false);
    expect(reach(mainOf(other), "nobody")).toBeNull();
  });
});

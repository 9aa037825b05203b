// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { tellAgo } from "./ago";
import { insert, itemsOf, listOf, turn } from "./list";
import { addressWith, arrange, type Choices, choicesAt, keepChoices } from "./reading";
import { sayingsIn } from "./sayings";
import { itemHtml, mainOf, NOTHING, order, pageOf } from "./scenery";
import { markStop } from "./since";
import { missedSince } from "./stopped";
import { elementOf } from "./trusted";

const AS_FOR_ALL: Choices = {
  isOldestFirst: false,
  only: "",
  isPaused: false,
  isRemembering: false,
  isThrifty: false,
};
const HERE = new URL("https://news.invalid/live/storm?a=b");

function withPosts(count: number): Document {
  const posts = new Map<string, string>();
  for (let n = 1; n <= count; n += 1)
    posts.set(order(n, `p${n}`), itemHtml(`p${n}`, order(n, `p${n}`), `Post ${n}`));
  return pageOf({ ...NOTHING, posts });
}

function names(page: Document): string[] {
  return [...page.querySelectorAll<HTMLElement>("#posts > li")].map((each) => each.dataset.post ?? "");
}

function list(page: Document): HTMLElement {
  const found = listOf(page);
  if (!found) throw new Error("The page has no list.");
  return found;
}

describe("choices", () => {
  it("are kept by address and device, and leave nothing behind when there are none", () => {
    const store = localStorage;
    const chosen = { ...AS_FOR_ALL, isOldestFirst: true, only: "key", isPaused: true };
    keepChoices(chosen, store);
    expect(addressWith(chosen, HERE).search).toBe("?a=b&order=oldest&only=key");
    expect(choicesAt(addressWith(chosen, HERE), store)).toEqual(chosen);
    expect(choicesAt(HERE, store)).toEqual({ ...chosen, only: "" });
    keepChoices(AS_FOR_ALL, store);
    expect(store.length).toBe(0);
    expect(addressWith(AS_FOR_ALL, addressWith(chosen, HERE)).href).toBe(HERE.href);
  });

  it("that make no sense are none", () => {
    localStorage.setItem("stoppress.reading", "[");
    expect(
      choicesAt(new URL("https://news.invalid/live/storm?order=x&only=constructor"), localStorage),
    ).toEqual(AS_FOR_ALL);
    localStorage.clear();
  });
});

describe("the order", () => {
  it("is turned and back without a trace", () => {
    const page = withPosts(3);
    const before = list(page).outerHTML;
    turn(list(page), true);
    expect(names(page)).toEqual(["p1", "p2", "p3"]);
    turn(list(page), false);
    expect(list(page).outerHTML).toBe(before);
  });

  it("that is turned has a new post come last", () => {
    const page = withPosts(2);
    turn(list(page), true);
    const item = elementOf(itemHtml("p9", order(9, "p9"), "Nine"), page);
    if (item) insert(list(page), item);
    expect(names(page)).toEqual(["p1", "p2", "p9"]);
    expect(itemsOf(list(page)).map((each) => each.dataset.post)).toEqual(["p9", "p2", "p1"]);
  });
});

describe("a choice of posts", () => {
  it("leaves the others out and says how many", () => {
    const page = withPosts(4);
    page.querySelector("#post-p2")?.classList.add("is-key");
    expect(arrange(mainOf(page), { ...AS_FOR_ALL, only: "key" })).toBe(3);
    expect(page.querySelectorAll("#posts > li:not(.left-out)")).toHaveLength(1);
    expect(arrange(mainOf(page), AS_FOR_ALL)).toBe(0);
    expect(page.documentElement.outerHTML).not.toContain("left-out");
  });
});

describe("the line where the reader stopped", () => {
  const stop = { newest: order(2, "p2"), post: "p2", time: "06:02" };

  it("stands between what was seen and what is new, either way round", () => {
    const page = withPosts(4);
    markStop(mainOf(page), stop, sayingsIn(page));
    expect(page.querySelector("[data-since]")?.id).toBe("post-p2");
    turn(list(page), true);
    markStop(mainOf(page), stop, sayingsIn(page));
    expect([...page.querySelectorAll("[data-since]")].map((each) => each.id)).toEqual(["post-p3"]);
  });

  it("is not drawn where nothing is new", () => {
    const page = withPosts(2);
    markStop(mainOf(page), stop, sayingsIn(page));
    expect(page.querySelector("[data-since]")).toBeNull();
  });

  it("counts what was missed", () => {
    const page = withPosts(4);
    page.querySelector("#post-p4")?.classList.add("is-key");
    const missed = missedSince(stop, mainOf(page));
    expect([missed.posts.length, missed.keyEvents.length, missed.isMore]).toEqual([2, 1, false]);
    list(page).setAttribute("data-older", "");
    expect(missedSince({ ...stop, newest: "" }, mainOf(page)).isMore).toBe(true);
  });
});

describe("how long ago", () => {
  it("is said in minutes and hours for a day, and never of the future", () => {
    const page = pageOf(NOTHING);
    const told = (elapsed: number): string | undefined => {
      mainOf(page).innerHTML = '<p class="stamp"><time datetime="2031-04-05T06:00:00+00:00">06:00</time></p>';
      tellAgo(page, "en", Date.parse("2031-04-05T06:00:00Z") + elapsed);
      return page.querySelector("time")?.dataset.ago;
    };
    expect([-5_000, 59_000, 86_400_000].map(told)).toEqual([undefined, undefined, undefined]);
    expect(told(61_000)).toMatch(/^1\s?m/);
    expect(told(7_200_000)).toMatch(/^2\s?h/);
  });
});

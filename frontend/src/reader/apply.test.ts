// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { applyFrame } from "./apply";
import type { Change } from "./frame";
import { itemHtml, mainOf, NOTHING, order, pageOf, type Shown, stateHtml } from "./scenery";

const EARLY = order(10, "p1");
const MIDDLE = order(20, "p2");
const LATE = order(30, "p3");

function holding(keys: readonly string[], isCut = false): Shown {
  const posts = new Map(keys.map((key) => [key, itemHtml(key.slice(-2), key, `Post ${key.slice(-2)}`)]));
  return { ...NOTHING, seq: 5, posts, isCut };
}

function put(op: "place" | "replace", key: string, headline: string): Change {
  return { op, post: key.slice(-2), order: key, html: itemHtml(key.slice(-2), key, headline) };
}

function framed(shown: Shown, changes: readonly Change[], seq = 6) {
  const page = pageOf(shown);
  const main = mainOf(page);
  const outcome = applyFrame(main, { seq, kind: "any", changes });
  const headlines = [...page.querySelectorAll("#posts > li h3")].map((each) => each.textContent);
  return { page, main, outcome, headlines };
}

describe("placing a post", () => {
  it("puts the newest first", () => {
    expect(framed(holding([EARLY, MIDDLE]), [put("place", LATE, "New")]).headlines).toEqual([
      "New",
      "Post p2",
      "Post p1",
    ]);
  });

  it("puts a late one where its time belongs", () => {
    expect(framed(holding([EARLY, LATE]), [put("place", MIDDLE, "Late")]).headlines).toEqual([
      "Post p3",
      "Late",
      "Post p1",
    ]);
  });

  it("puts the oldest last on a page that holds every post", () => {
    expect(framed(holding([MIDDLE, LATE]), [put("place", EARLY, "Oldest")]).headlines).toEqual([
      "Post p3",
      "Post p2",
      "Oldest",
    ]);
  });

  it("leaves out what is older than everything on a page with older posts elsewhere", () => {
    const { headlines, outcome } = framed(holding([MIDDLE, LATE], true), [put("place", EARLY, "Oldest")]);
    expect(headlines).toEqual(["Post p3", "Post p2"]);
    expect(outcome).toEqual({ is: "applied", arrived: [] });
  });

  it("starts an empty page", () => {
    expect(framed(holding([]), [put("place", EARLY, "First")]).headlines).toEqual(["First"]);
  });

  it("replaces a post that is there already, and counts it as no arrival", () => {
    const { headlines, outcome } = framed(holding([EARLY]), [put("place", EARLY, "Again")]);
    expect(headlines).toEqual(["Again"]);
    expect(outcome).toEqual({ is: "applied", arrived: [] });
  });
});

describe("other changes", () => {
  it("replaces a post only where it is", () => {
    expect(framed(holding([EARLY]), [put("replace", EARLY, "Edited")]).headlines).toEqual(["Edited"]);
    expect(framed(holding([EARLY]), [put("replace", LATE, "Edited")]).headlines).toEqual(["Post p1"]);
  });

  it("removes a post, and no other whose name begins alike", () => {
    expect(framed(holding([EARLY, LATE]), [{ op: "remove", post: "p3" }]).headlines).toEqual(["Post p1"]);
    expect(framed(holding([EARLY]), [{ op: "remove", post: "p" }]).headlines).toEqual(["Post p1"]);
  });

  it("sets the title", () => {
    expect(framed(holding([]), [{ op: "title", text: "A <b> & c" }]).page.title).toBe("A <b> & c");
  });

  it("takes the page's state from the state region", () => {
    const { main } = framed(holding([]), [{ op: "replace", region: "state", html: stateHtml("ended") }]);
    expect(main.dataset.state).toBe("ended");
  });
});

describe("the sequence", () => {
  it("moves the page's place on", () => {
    expect(framed(holding([]), []).main.dataset.live).toBe("velmora2-6");
  });

  it.each([4, 5])("knows frame %i already and changes nothing", (seq) => {
    const { headlines, outcome, main } = framed(holding([EARLY]), [put("place", LATE, "Again")], seq);
    expect(outcome).toEqual({ is: "known" });
    expect(headlines).toEqual(["Post p1"]);
    expect(main.dataset.live).toBe("velmora2-5");
  });

  it("calls a frame that skips one a gap and applies nothing of it", () => {
    const { headlines, outcome } = framed(holding([EARLY]), [put("place", LATE, "New")], 7);
    expect(outcome).toEqual({ is: "gap" });
    expect(headlines).toEqual(["Post p1"]);
  });

  it("applies nothing of a frame that asks for a fresh page", () => {
    const { outcome, main } = framed(holding([]), [{ op: "reload" }, { op: "title", text: "No" }]);
    expect(outcome).toEqual({ is: "stale" });
    expect(main.dataset.live).toBe("velmora2-5");
  });
});

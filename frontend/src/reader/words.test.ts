// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { ARRIVED } from "./differences";
import { itemHtml, order } from "./scenery";
import { Stage } from "./stage";
import { ANNOUNCED_EVERY_MS } from "./words";

function withPosts(count: number, headline = "Ferries stop"): Stage {
  const stage = new Stage();
  stage.live.follow();
  for (let n = 1; n <= count; n += 1) {
    const key = order(n, `p${n}`);
    stage.send(1 + n, [{ op: "place", post: `p${n}`, order: key, html: itemHtml(`p${n}`, key, headline) }]);
  }
  return stage;
}

describe("what screen readers are told", () => {
  it("is the headline of one post", () => {
    expect(withPosts(1).text("#announcer")).toBe("1 new post: Ferries stop");
  });

  it("is counted up and said once in twenty seconds", () => {
    const stage = withPosts(4);
    expect(stage.text("#announcer")).toBe("1 new post: Ferries stop");
    stage.clock.pass(ANNOUNCED_EVERY_MS - 1);
    expect(stage.text("#announcer")).toBe("1 new post: Ferries stop");
    stage.clock.pass(1);
    expect(stage.text("#announcer")).toBe("3 new posts");
  });

  it("is nothing when a post is only edited", () => {
    const stage = new Stage();
    stage.live.follow();
    stage.send(2, [{ op: "replace", region: "head", html: "<h1>Calm</h1>" }]);
    expect(stage.text("#announcer")).toBe("");
  });
});

describe("the mark of a new post", () => {
  it("is there when it comes and leaves no trace when its animation is over", () => {
    const item = withPosts(1).page.querySelector("#posts > li");
    expect(item?.classList.contains(ARRIVED)).toBe(true);
    item?.dispatchEvent(new Event("animationend"));
    expect(item?.hasAttribute("class")).toBe(false);
  });
});

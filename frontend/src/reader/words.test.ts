// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { ARRIVED } from "./differences";
import { itemHtml, order } from "./scenery";
import { Stage } from "./stage";
import { AGE_SHOWN_EVERY_MS, ANNOUNCED_EVERY_MS, OUTAGE_SHOWN_MS } from "./words";

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
  it("is a number, never a body", () => {
    expect(withPosts(1).text("#announcer")).toBe("1 new update");
  });

  it("is the headline too when the desk calls it breaking", () => {
    const stage = withPosts(0);
    const key = order(1, "p1");
    const html = itemHtml("p1", key, "Breaking: Ferries stop").replace('"post"', '"post is-breaking"');
    stage.send(2, [{ op: "place", post: "p1", order: key, html }]);
    expect(stage.text("#announcer")).toBe("1 new update. Breaking: Ferries stop");
  });

  it("is counted up and said once in twenty seconds", () => {
    const stage = withPosts(4);
    expect(stage.text("#announcer")).toBe("1 new update");
    stage.clock.pass(ANNOUNCED_EVERY_MS - 1);
    expect(stage.text("#announcer")).toBe("1 new update");
    stage.clock.pass(1);
    expect(stage.text("#announcer")).toBe("3 new updates");
  });

  it("is nothing while the reader has paused the page, and what was left unsaid once they go on", () => {
    const stage = withPosts(4);
    stage.live.pause();
    stage.clock.pass(2 * ANNOUNCED_EVERY_MS);
    expect(stage.text("#announcer")).toBe("1 new update");
    stage.live.resume();
    expect(stage.text("#announcer")).toBe("3 new updates");
  });

  it("is no sooner for a short pause", () => {
    const stage = withPosts(3);
    stage.live.pause();
    stage.clock.pass(ANNOUNCED_EVERY_MS - 1);
    stage.live.resume();
    expect(stage.text("#announcer")).toBe("1 new update");
    stage.clock.pass(1);
    expect(stage.text("#announcer")).toBe("2 new updates");
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

describe("the line about the connection", () => {
  function line(stage: Stage): HTMLElement {
    const found = stage.page.querySelector<HTMLElement>("#connection");
    if (!found) throw new Error("The page has no such line.");
    return found;
  }

  /** A page that was live, lost its stream, and finds none for a long time. */
  function cut(): Stage {
    const stage = withPosts(0);
    stage.source.say("open");
    stage.send(1, []);
    stage.clock.pass(60_000);
    stage.source.say("error");
    stage.luck = 0.99;
    return stage;
  }

  it("speaks after ten seconds, not before, and no longer once it is back", () => {
    const stage = cut();
    stage.clock.pass(OUTAGE_SHOWN_MS - 1);
    expect([stage.state, line(stage).hidden]).toEqual(["checking", true]);
    stage.clock.pass(1);
    expect([stage.state, line(stage).hidden]).toEqual(["lost", false]);
    expect(line(stage).textContent).toMatch(/^Last checked 10 s ago\. New posts will appear/);
    stage.source.say("open");
    expect([stage.state, line(stage).hidden, line(stage).textContent]).toEqual(["live", true, ""]);
  });

  it("counts in tens of seconds, then minutes, then hours", () => {
    const stage = cut();
    stage.clock.pass(AGE_SHOWN_EVERY_MS * 4 + 5_000);
    expect(line(stage).textContent).toContain("Last checked 40 s ago");
    stage.clock.pass(150_000);
    expect(line(stage).textContent).toContain("Last checked 3 min ago");
    stage.clock.pass(3 * 3_600_000);
    expect(line(stage).textContent).toContain("Last checked 3 h ago");
  });

  it("says what is shown when the device has no network, as soon as it says anything", () => {
    const stage = cut();
    stage.isOffline = true;
    stage.live.network();
    expect(line(stage).hidden).toBe(true);
    stage.clock.pass(OUTAGE_SHOWN_MS);
    expect(line(stage).textContent).toMatch(/^Offline, showing minus 10000 ms\./);
    stage.isOffline = false;
    stage.live.network();
    expect(line(stage).textContent).toMatch(/^Last checked/);
  });

  it("is no status region, which would read every change of it out", () => {
    const stage = cut();
    stage.clock.pass(OUTAGE_SHOWN_MS);
    expect(line(stage).matches("[role], [aria-live]")).toBe(false);
  });

  it("speaks English on a page in a language it does not know", () => {
    const stage = cut();
    stage.page.documentElement.lang = "vo";
    stage.clock.pass(OUTAGE_SHOWN_MS);
    expect(line(stage).textContent).toMatch(/^Last checked/);
  });
});

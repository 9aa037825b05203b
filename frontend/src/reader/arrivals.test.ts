// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { BATCH_MS } from "./batch";
import { itemHtml, NOTHING, order, pageHtml, seen } from "./scenery";
import { Stage, settled } from "./stage";

function place(n: number): object {
  const key = order(n, `p${n}`);
  return { op: "place", post: `p${n}`, order: key, html: itemHtml(`p${n}`, key, `Post ${n}`) };
}

function following(): Stage {
  const stage = new Stage();
  stage.live.follow();
  stage.source.say("open");
  return stage;
}

function shown(stage: Stage): string[] {
  return [...stage.page.querySelectorAll("#posts > li:not(.held) h3")].map((each) => each.textContent ?? "");
}

describe("a post that comes while nobody looks", () => {
  it("waits, with all that come after it, and is shown when it is wanted", () => {
    const stage = following();
    stage.isHidden = true;
    stage.send(2, [place(1)]);
    stage.isHidden = false;
    stage.clock.pass(BATCH_MS);
    stage.send(3, [place(2)]);
    expect([shown(stage), stage.headlines().length]).toEqual([[], 2]);
    expect(stage.arrivals.show().map((each) => each.dataset.post)).toEqual(["p2", "p1"]);
    expect(shown(stage)).toEqual(["Post 2", "Post 1"]);
  });

  it("goes on waiting when it is edited, and no more when it is taken back", () => {
    const stage = following();
    stage.isHidden = true;
    stage.send(2, [place(1)]);
    stage.clock.pass(BATCH_MS);
    stage.send(3, [{ ...place(1), op: "replace" }]);
    expect([shown(stage), stage.arrivals.waiting.length]).toEqual([[], 1]);
    stage.clock.pass(BATCH_MS);
    stage.send(4, [{ op: "remove", post: "p1" }]);
    expect(stage.arrivals.waiting).toEqual([]);
  });

  it("waits when it came with a fresh page as well", async () => {
    const stage = following();
    stage.isHidden = true;
    stage.served = pageHtml({
      ...NOTHING,
      seq: 9,
      posts: new Map([[order(1, "p1"), itemHtml("p1", order(1, "p1"), "One")]]),
    });
    stage.source.say("reset", "", "velmora2-9");
    await settled();
    expect([shown(stage), stage.arrivals.waiting.length]).toEqual([[], 1]);
    expect(seen(stage.page)).toContain("One");
  });

  it("is put in its place when the reader is back where it belongs", () => {
    const stage = following();
    stage.isHidden = true;
    stage.send(2, [place(1)]);
    expect(stage.arrivals.moved()).toEqual([]);
    stage.isHidden = false;
    expect(stage.arrivals.moved()).toHaveLength(1);
  });
});

describe("a paused page", () => {
  it("holds nothing open, and offers what it missed", () => {
    const stage = following();
    stage.live.pause();
    expect([stage.source.isClosed, stage.state]).toEqual([true, "paused"]);
    stage.live.back();
    stage.live.network();
    stage.live.follow(true);
    expect(stage.sources).toHaveLength(1);
    stage.live.resume();
    stage.send(2, [place(1)]);
    stage.send(3, [place(2)]);
    stage.clock.pass(BATCH_MS);
    expect([shown(stage), stage.arrivals.waiting.length]).toEqual([[], 2]);
    stage.arrivals.show();
    stage.send(4, [place(3)]);
    stage.clock.pass(BATCH_MS);
    expect(shown(stage)).toEqual(["Post 3", "Post 2", "Post 1"]);
  });
});

describe("frames that come close together", () => {
  it("are taken at once, the first of them straight away", () => {
    const stage = following();
    stage.send(1, []);
    stage.clock.pass(BATCH_MS);
    for (let n = 2; n <= 11; n += 1) stage.send(n, [place(n)]);
    expect(stage.headlines()).toHaveLength(1);
    stage.clock.pass(BATCH_MS - 1);
    expect(stage.headlines()).toHaveLength(1);
    stage.clock.pass(1);
    expect(stage.headlines()).toHaveLength(10);
  });

  it("are taken before the page is left", () => {
    const stage = following();
    stage.send(2, [place(2)]);
    stage.send(3, [place(3)]);
    stage.live.leave();
    expect(stage.headlines()).toHaveLength(2);
  });
});

describe("a page that uses little data", () => {
  it("asks once a minute, and holds no stream open", async () => {
    const stage = new Stage();
    stage.isThrifty = true;
    stage.live.follow();
    await stage.step.bring(2, [place(1)]);
    await stage.step.bring(2);
    expect([stage.headlines(), stage.sources.length, stage.state]).toEqual([["Post 1"], 0, "live"]);
    const asked = stage.steps.length;
    stage.clock.pass(59_999);
    expect(stage.steps).toHaveLength(asked);
    stage.clock.pass(1);
    expect(stage.steps).toHaveLength(asked + 1);
  });
});

// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { DOUBTFUL_AFTER_MS, HIDDEN_MS } from "./absence";
import { LOOK_EVERY_MS } from "./glances";
import { RELOAD_SPREAD_MS } from "./live";
import { itemHtml, NOTHING, order, pageHtml, type Shown, stateHtml } from "./scenery";
import { Stage, settled } from "./stage";

const KEY = order(10, "p1");
const WITH_POST: Shown = { ...NOTHING, seq: 9, posts: new Map([[KEY, itemHtml("p1", KEY, "Ferries stop")]]) };
const ENDED: Shown = { ...NOTHING, seq: 2, regions: { ...NOTHING.regions, state: stateHtml("ended") } };

function following(shown: Shown = NOTHING): Stage {
  const stage = new Stage(shown);
  stage.live.follow();
  return stage;
}

describe("a reset", () => {
  it("fetches the page, shows it and goes on from its place", async () => {
    const stage = following();
    stage.served = pageHtml(WITH_POST);
    stage.source.say("reset", '{"head":"velmora2-9"}', "velmora2-9");
    await settled();
    expect(stage.headlines()).toEqual(["Ferries stop"]);
    expect(stage.source.address).toContain("after=velmora2-9");
    expect(stage.text("#announcer")).toBe("1 new update");
  });

  it("follows into another epoch", async () => {
    const stage = following({ ...NOTHING, seq: 40 });
    stage.served = pageHtml(WITH_POST).replaceAll("velmora2-", "velmora3-");
    stage.source.say("reset", "", "velmora3-9");
    await settled();
    expect(stage.source.address).toContain("after=velmora3-9");
  });

  it("does not go back to an older page that an edge still hands out", async () => {
    const stage = following({ ...WITH_POST, seq: 5 });
    stage.served = pageHtml({ ...NOTHING, seq: 4 });
    stage.source.say("reset", "", "velmora2-9");
    await settled();
    expect(stage.headlines()).toEqual(["Ferries stop"]);
    expect(stage.sources).toHaveLength(1);
    stage.clock.pass(2_500);
    expect(stage.source.address).toContain("after=velmora2-5");
  });

  it("comes back later when the page cannot be had", async () => {
    const stage = following();
    stage.source.say("reset", "", "velmora2-9");
    await settled();
    expect(stage.sources).toHaveLength(1);
    stage.clock.pass(2_500);
    expect(stage.sources).toHaveLength(2);
  });
});

describe("a frame that does not fit", () => {
  it("is a gap when it skips one", async () => {
    const stage = following();
    stage.served = pageHtml(WITH_POST);
    stage.send(9, []);
    await settled();
    expect(stage.headlines()).toEqual(["Ferries stop"]);
  });

  it("is a gap when it is of another epoch", async () => {
    const stage = following();
    stage.served = pageHtml(WITH_POST).replaceAll("velmora2-", "velmora3-");
    stage.send(2, [], "velmora3");
    await settled();
    expect(stage.loads).toBe(1);
  });

  it("is fetched anew when it cannot be read", async () => {
    const stage = following();
    stage.served = pageHtml(WITH_POST);
    stage.source.say("revision", "{}", "velmora2-2");
    await settled();
    expect(stage.headlines()).toEqual(["Ferries stop"]);
  });

  it("is no trouble when it came twice", () => {
    const stage = following();
    const place = [{ op: "place", post: "p1", order: KEY, html: itemHtml("p1", KEY, "Ferries stop") }];
    stage.send(2, place);
    stage.send(2, place);
    expect(stage.headlines()).toEqual(["Ferries stop"]);
    expect(stage.loads).toBe(0);
  });

  it("asks for a fresh page, over a while and not all readers at once", async () => {
    const stage = following();
    stage.served = pageHtml({ ...WITH_POST, title: "New zone" });
    stage.send(2, [{ op: "reload" }]);
    stage.clock.pass(RELOAD_SPREAD_MS / 2 - 1);
    expect(stage.loads).toBe(0);
    stage.clock.pass(1);
    await settled();
    expect(stage.page.title).toBe("New zone");
  });
});

describe("a fresh page under way", () => {
  it("is asked for once, whatever else comes meanwhile", async () => {
    const stage = following();
    stage.source.say("reset", "", "velmora2-9");
    stage.live.back();
    stage.live.frame(null, null);
    stage.live.reset(null);
    expect(stage.loads).toBe(1);
    await settled();
    stage.clock.pass(2_500);
    expect(stage.sources).toHaveLength(2);
  });

  it("leads to nothing once the page is left", async () => {
    const stage = following();
    stage.served = pageHtml(WITH_POST);
    stage.source.say("reset", "", "velmora2-9");
    stage.live.leave();
    await settled();
    stage.clock.pass(60_000);
    expect(stage.sources).toHaveLength(1);
  });
});

describe("an ended blog", () => {
  it("holds no stream open and is looked at every ten minutes, by steps", async () => {
    const stage = following(ENDED);
    for (const looks of [1, 2]) {
      stage.clock.pass(LOOK_EVERY_MS);
      expect(stage.steps).toHaveLength(looks);
      expect(stage.step.address).toBe("/live/storm/updates/velmora2-2");
      await stage.step.bring(2, [], { ended: true });
    }
    expect([stage.sources.length, stage.loads]).toEqual([0, 0]);
  });

  it("is looked at again when a look failed", async () => {
    const stage = following(ENDED);
    stage.clock.pass(LOOK_EVERY_MS);
    await stage.step.fail();
    stage.clock.pass(LOOK_EVERY_MS);
    expect(stage.steps).toHaveLength(2);
  });

  it("lets go of its stream when told", () => {
    const stage = following();
    stage.source.say("ended", '{"head":"velmora2-1"}', "velmora2-1");
    expect(stage.source.isClosed).toBe(true);
    stage.clock.pass(LOOK_EVERY_MS - 1);
    expect(stage.sources).toHaveLength(1);
  });

  it("is followed again once it is found reopened by a reader who returns", async () => {
    const stage = following(ENDED);
    stage.live.back();
    await stage.step.bring(3, [{ op: "replace", region: "state", html: stateHtml("live") }]);
    expect(stage.source.address).toContain("after=velmora2-2");
  });

  it("shows what came after its end, and stays ended", async () => {
    const stage = following(ENDED);
    stage.live.back();
    await stage.step.bring(3, [
      { op: "place", post: "p1", order: KEY, html: itemHtml("p1", KEY, "Late word") },
    ]);
    await stage.step.bring(3, [], { ended: true });
    expect(stage.headlines()).toEqual(["Late word"]);
    expect(stage.sources).toHaveLength(0);
  });

  it("is fetched when steps do not lead on", async () => {
    const stage = following(ENDED);
    stage.served = pageHtml(WITH_POST);
    stage.live.back();
    await stage.step.bring(9, [], { reset: true });
    expect(stage.headlines()).toEqual(["Ferries stop"]);
    expect(stage.source.address).toContain("after=velmora2-8");
  });
});

describe("a hidden page", () => {
  it("holds nothing open after five minutes, and comes back in doubt", () => {
    const stage = following();
    stage.send(1, []);
    stage.clock.pass(1_000);
    stage.live.hidden();
    stage.clock.pass(HIDDEN_MS - 1);
    expect(stage.source.isClosed).toBe(false);
    stage.clock.pass(1);
    expect(stage.source.isClosed).toBe(true);
    stage.live.network();
    stage.clock.pass(3_600_000);
    expect(stage.sources).toHaveLength(1);
    stage.live.back();
    expect(stage.source.address).toContain("after=velmora2-0");
  });

  it("says live only when what it missed has come", () => {
    const stage = following();
    stage.source.say("open");
    stage.send(1, []);
    stage.clock.pass(1_000);
    expect(stage.state).toBe("live");
    stage.live.hidden();
    stage.clock.pass(HIDDEN_MS);
    stage.live.back();
    stage.source.say("open");
    expect(stage.state).toBe("checking");
    stage.send(1, []);
    stage.send(2, []);
    expect(stage.state).toBe("checking");
    stage.clock.pass(1_000);
    expect(stage.state).toBe("live");
  });

  it("that was shown again in time stays as it is", () => {
    const stage = following();
    stage.send(1, []);
    stage.live.hidden();
    stage.clock.pass(DOUBTFUL_AFTER_MS - 1);
    stage.live.back();
    stage.clock.pass(HIDDEN_MS - DOUBTFUL_AFTER_MS);
    expect([stage.sources.length, stage.source.isClosed]).toEqual([1, false]);
  });

  it("finds its stream made anew after a minute", () => {
    const stage = following();
    stage.send(1, []);
    stage.live.hidden();
    stage.clock.pass(DOUBTFUL_AFTER_MS);
    stage.live.back();
    expect(stage.sources.map((each) => each.isClosed)).toEqual([true, false]);
  });
});

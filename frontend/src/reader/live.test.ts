// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { DOUBTFUL_AFTER_MS, LOOK_EVERY_MS, RELOAD_SPREAD_MS } from "./live";
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
    expect(stage.text("#announcer")).toBe("1 new post: Ferries stop");
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

describe("an ended blog", () => {
  it("holds no stream open and is looked at every ten minutes", async () => {
    const stage = following(ENDED);
    stage.served = pageHtml(ENDED);
    expect(stage.sources).toHaveLength(0);
    stage.clock.pass(LOOK_EVERY_MS);
    await settled();
    stage.clock.pass(LOOK_EVERY_MS);
    await settled();
    expect(stage.loads).toBe(2);
    expect(stage.sources).toHaveLength(0);
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
    stage.served = pageHtml(WITH_POST);
    await stage.live.back();
    expect(stage.headlines()).toEqual(["Ferries stop"]);
    expect(stage.source.address).toContain("after=velmora2-9");
  });
});

describe("a reader who returns", () => {
  it("finds the stream made anew after a long absence, and left alone after a short one", async () => {
    const stage = following();
    stage.live.hidden();
    stage.clock.pass(DOUBTFUL_AFTER_MS - 1);
    await stage.live.back();
    expect(stage.sources).toHaveLength(1);
    stage.live.hidden();
    stage.clock.pass(DOUBTFUL_AFTER_MS);
    await stage.live.back();
    expect(stage.sources).toHaveLength(2);
  });
});

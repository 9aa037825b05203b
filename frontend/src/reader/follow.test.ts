// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { type Able, ableIn, Barred, Follow, type Subscribed } from "./follow";
import { followedIn, isFollowed, keepFollowed } from "./followed";

const FORM = `<form class="wants" hidden><input type="radio" name="wants" value="key" checked><input type="radio" name="wants" value="all">
<button class="go"><span class="first">Follow</span><span class="again" hidden>Save</span></button><button type="button" class="stop" hidden>Stop</button></form>
<p class="apple" hidden></p><p class="cannot" hidden></p><p class="yours"></p>`;
const ADDRESS = "/live/ferry/follow";
const KEY = "You follow this story. You are told of key events and breaking news.";
const ALL = "You follow this story. You are told of every post.";
const FAILED = "This could not be saved. Try again when you are connected.";

class Stage {
  readonly section = document.createElement("aside");
  readonly sent: object[] = [];
  readonly done: string[] = [];
  able: Able = "yes";
  key: string | null = "B".repeat(87);
  endpoint: string | null = null;
  next = "https://push.example/1";
  answers: (string | null)[] = [];
  isBarred = false;

  constructor() {
    this.section.dataset.follow = ADDRESS;
    this.section.innerHTML = FORM;
    document.body.replaceChildren(this.section);
  }

  async open(): Promise<this> {
    const subscribed = (): Subscribed | null =>
      this.endpoint ? { endpoint: this.endpoint, keys: { p256dh: "p", auth: "a" } } : null;
    await new Follow(this.section, {
      able: this.able,
      store: localStorage,
      key: async () => this.key,
      subscribe: async () => {
        this.done.push("subscribe");
        if (this.isBarred) throw new Barred();
        this.endpoint ??= this.next;
        return subscribed() as Subscribed;
      },
      current: async () => subscribed(),
      unsubscribe: async () => {
        this.done.push("unsubscribe");
        this.endpoint = null;
      },
      send: async (_address, tree) => {
        this.sent.push(tree);
        return this.answers.shift() ?? null;
      },
    }).offer();
    return this;
  }

  async press(selector: string): Promise<void> {
    this.section.querySelector<HTMLElement>(selector)?.click();
    for (let turn = 0; turn < 5; turn += 1) await new Promise((rested) => setTimeout(rested));
  }

  get said(): string {
    return this.section.querySelector(".yours")?.textContent ?? "";
  }

  get shown(): string[] {
    return [".wants", ".apple", ".cannot", ".stop", ".first", ".again"].filter(
      (each) => !this.section.querySelector<HTMLElement>(each)?.hidden,
    );
  }
}

function keep(endpoint: string, wants: "key" | "all" = "key"): void {
  keepFollowed(localStorage, ADDRESS, { endpoint, wants });
}

beforeEach(() => localStorage.clear());

describe("following a story", () => {
  it("asks nobody for anything before the press", async () => {
    const stage = await new Stage().open();
    expect([stage.done, stage.sent, localStorage.length]).toEqual([[], [], 0]);
    expect(stage.shown).toEqual([".wants", ".first"]);
  });

  it("tells the server, keeps it, and says so", async () => {
    const stage = await new Stage().open();
    await stage.press(".go");
    const keys = { p256dh: "p", auth: "a" };
    expect(stage.sent).toEqual([{ endpoint: "https://push.example/1", keys, wants: "key" }]);
    expect(stage.said).toBe(KEY);
    expect(followedIn(localStorage, ADDRESS)).toEqual({ endpoint: "https://push.example/1", wants: "key" });
    expect(stage.shown).toEqual([".wants", ".stop", ".again"]);
  });

  it("changes and stops, and lets the browser's subscription go with the last story", async () => {
    const stage = await new Stage().open();
    await stage.press(".go");
    await stage.press("input[value=all]");
    await stage.press(".go");
    expect(stage.said).toBe(ALL);
    keepFollowed(localStorage, "/live/storm/follow", { endpoint: "https://push.example/1", wants: "key" });
    await stage.press(".stop");
    expect(stage.said).toBe("You are told nothing more of this story.");
    expect(stage.sent.at(-1)).toEqual({ endpoint: "https://push.example/1", stop: true });
    expect(stage.done).not.toContain("unsubscribe");
    keepFollowed(localStorage, "/live/storm/follow", null);
    await stage.press(".go");
    await stage.press(".stop");
    expect(stage.done.at(-1)).toBe("unsubscribe");
    expect(localStorage.length).toBe(0);
  });

  it("says so when the reader says no", async () => {
    const stage = new Stage();
    stage.isBarred = true;
    await stage.open();
    await stage.press(".go");
    expect(stage.said).toMatch(/^Your browser does not let/);
    expect([stage.sent, localStorage.length]).toEqual([[], 0]);
  });

  it("keeps nothing that was refused, nor what nobody heard", async () => {
    const stage = new Stage();
    stage.answers = ["Too many.", ""];
    await stage.open();
    await stage.press(".go");
    expect(stage.said).toBe("Too many.");
    expect(stage.endpoint).toBe(null);
    await stage.press(".go");
    expect(stage.said).toBe(FAILED);
    stage.key = null;
    await stage.press(".go");
    expect(stage.said).toBe(FAILED);
    expect(localStorage.length).toBe(0);
  });

  it("still follows when stopping is not heard", async () => {
    const stage = await new Stage().open();
    await stage.press(".go");
    stage.answers = [""];
    await stage.press(".stop");
    expect(stage.said).toBe(FAILED);
    expect(isFollowed(localStorage, ADDRESS)).toBe(true);
  });
});

describe("coming back", () => {
  it("sends nothing where all is as it was", async () => {
    keep("https://push.example/1", "all");
    const stage = new Stage();
    stage.endpoint = "https://push.example/1";
    await stage.open();
    expect([stage.sent, stage.said]).toEqual([[], ALL]);
    expect(stage.section.querySelector<HTMLInputElement>("input[value=all]")?.checked).toBe(true);
  });

  it("tells the server when the browser has another address", async () => {
    keep("https://push.example/old", "all");
    const stage = new Stage();
    stage.endpoint = "https://push.example/new";
    await stage.open();
    expect(stage.sent).toEqual([
      { endpoint: "https://push.example/old", stop: true },
      { endpoint: "https://push.example/new", keys: { p256dh: "p", auth: "a" }, wants: "all" },
    ]);
    expect(followedIn(localStorage, ADDRESS)?.endpoint).toBe("https://push.example/new");
  });

  it("says so when the browser has dropped it, and asks for nothing by itself", async () => {
    keep("https://push.example/old");
    const stage = await new Stage().open();
    expect(stage.said).toMatch(/^Your browser has stopped/);
    expect(stage.done).toEqual([]);
    expect(stage.shown).toEqual([".wants", ".first"]);
  });

  it("takes nothing else for what was kept", () => {
    for (const kept of ["", "null", "[]", "{", '{"wants":"none","endpoint":"x"}', '{"wants":"key"}']) {
      localStorage.setItem(`stoppress.follow ${ADDRESS}`, kept);
      expect(followedIn(localStorage, ADDRESS)).toBe(null);
    }
  });
});

describe("a browser that cannot be told", () => {
  it.each<[Able, string]>([
    ["apple", ".apple"],
    ["no", ".cannot"],
  ])("is told what to do: %s", async (able, selector) => {
    const stage = new Stage();
    stage.able = able;
    await stage.open();
    expect(stage.shown).toEqual([selector, ".first"].filter((each) => stage.shown.includes(each)));
    expect(stage.shown).toContain(selector);
    expect(stage.shown).not.toContain(".wants");
  });

  it("is known by what it has, and telephones of one maker by their name", () => {
    const browser = (
      userAgent: string,
      more: object = {},
      has: object = {},
      isSecureContext = true,
    ): Window =>
      ({
        isSecureContext,
        navigator: { userAgent, maxTouchPoints: 0, ...more },
        ...has,
      }) as unknown as Window;
    const all = { PushManager: {}, Notification: {} };
    expect(ableIn(browser("Firefox", { serviceWorker: {} }, all))).toBe("yes");
    expect(ableIn(browser("iPhone", { serviceWorker: {} }, all))).toBe("yes");
    expect(ableIn(browser("Firefox", { serviceWorker: {} }, all, false))).toBe("no");
    expect(ableIn(browser("iPhone", { serviceWorker: {} }))).toBe("apple");
    expect(ableIn(browser("Macintosh", { maxTouchPoints: 5 }))).toBe("apple");
    expect(ableIn(browser("Macintosh"))).toBe("no");
  });
});

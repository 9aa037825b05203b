import { describe, expect, it } from "vitest";
import { alertIn, listenForAlerts } from "./alerts";
import type { Tab, WorkerScope } from "./scope";

const ORIGIN = "https://courier.example";
const PAGE = `${ORIGIN}/live/ferry#post-p1`;
const TOLD = {
  title: "Ferries stop",
  body: "The quay is closed",
  navigate: PAGE,
  tag: "t",
  lang: "en",
  dir: "ltr",
};
const pushed = (notification: object): string => JSON.stringify({ web_push: 8030, notification });

class Stage {
  readonly listeners = new Map<string, (event: never) => void>();
  readonly shown: [string, object][] = [];
  readonly opened: string[] = [];
  readonly focused: string[] = [];
  work: Promise<unknown> = Promise.resolve();

  constructor(tabs: readonly string[] = []) {
    const tab = (url: string): Tab => ({
      url,
      focus: async () => {
        this.focused.push(url);
        return tab(url);
      },
    });
    const scope = {
      location: { origin: ORIGIN },
      registration: {
        showNotification: async (title: string, options: object) => void this.shown.push([title, options]),
      },
      clients: {
        matchAll: async () => tabs.map(tab),
        openWindow: async (address: string) => {
          this.opened.push(address);
          return null;
        },
      },
      skipWaiting: async () => undefined,
      addEventListener: (kind: string, listen: (event: never) => void) =>
        void this.listeners.set(kind, listen),
    };
    listenForAlerts(scope as unknown as WorkerScope);
  }

  async happens(kind: string, more: object): Promise<void> {
    const waitUntil = (work: Promise<unknown>): void => {
      this.work = work;
    };
    this.listeners.get(kind)?.({ waitUntil, ...more } as never);
    await this.work;
  }

  async press(navigate: unknown): Promise<void> {
    await this.happens("notificationclick", { notification: { close: () => undefined, data: { navigate } } });
  }
}

describe("an alert", () => {
  it("is shown, in place of an older one of the story", async () => {
    const stage = new Stage();
    await stage.happens("push", { data: { text: () => pushed(TOLD) } });
    const options = {
      body: TOLD.body,
      tag: "t",
      lang: "en",
      dir: "ltr",
      renotify: true,
      data: { navigate: PAGE },
    };
    expect(stage.shown).toEqual([["Ferries stop", options]]);
  });

  it.each([
    null,
    { text: () => "" },
    { text: () => "{" },
    { text: () => "null" },
    { text: () => pushed({}) },
    { text: () => pushed({ title: 7 }) },
  ])("that cannot be read says that there is something", async (data) => {
    const stage = new Stage();
    await stage.happens("push", { data });
    expect(stage.shown.map(([title]) => title)).toEqual(["courier.example"]);
    expect(stage.shown[0]?.[1]).not.toHaveProperty("renotify");
  });

  it.each([
    "https://evil.example/live/ferry",
    "javascript:alert(1)",
    "/live/ferry",
    `${ORIGIN}/desk`,
    `${ORIGIN}/live/../desk`,
    7,
    undefined,
  ])("leads to live pages of ours alone: %s", (navigate) => {
    expect(alertIn(pushed({ ...TOLD, navigate }), ORIGIN).navigate).toBe(`${ORIGIN}/`);
  });

  it("is pressed: the tab that shows the story comes forward and stays where it is", async () => {
    const stage = new Stage([`${ORIGIN}/live/storm`, `${ORIGIN}/live/ferry?only=key`]);
    await stage.press(PAGE);
    expect([stage.focused, stage.opened]).toEqual([[`${ORIGIN}/live/ferry?only=key`], []]);
  });

  it("is pressed where no tab shows the story", async () => {
    const stage = new Stage([`${ORIGIN}/live/storm`]);
    await stage.press(PAGE);
    await stage.press("https://evil.example/");
    expect([stage.focused, stage.opened]).toEqual([[], [PAGE, `${ORIGIN}/`]]);
  });

  it("comes from a worker that answers no request", () => {
    expect([...new Stage().listeners.keys()]).toEqual(["install", "push", "notificationclick"]);
  });
});

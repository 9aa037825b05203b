import { expect, test } from "vitest";
import { listenForPush, type Told, toldIn, UNREADABLE } from "./push";
import type { WorkerScope } from "./scope";

const TOLD: Told = {
  title: "The Courier",
  body: "Nobody has touched it.",
  path: "/desk/notices/abc",
  tag: "abc",
};

function staged(...open: string[]) {
  const ears = new Map<string, (event: unknown) => void>();
  const shown: { title: string; options: NotificationOptions }[] = [];
  const led: string[] = [];
  const scope = {
    location: { origin: "https://gazette.example" },
    registration: {
      showNotification: async (title: string, options: NotificationOptions) =>
        void shown.push({ title, options }),
    },
    clients: {
      matchAll: async () => open.map((url) => ({ url, focus: async () => void led.push(`focus ${url}`) })),
      openWindow: async (address: string) => void led.push(`open ${address}`),
    },
    addEventListener: (kind: string, listen: (event: unknown) => void) => void ears.set(kind, listen),
  };
  listenForPush(scope as unknown as WorkerScope);
  const happens = async (kind: string, event: Record<string, unknown>): Promise<void> => {
    const work: Promise<unknown>[] = [];
    ears.get(kind)?.({ ...event, waitUntil: (given: Promise<unknown>) => void work.push(given) });
    expect(work, "the browser is told to wait").toHaveLength(1);
    await work[0];
  };
  return {
    shown,
    led,
    push: (text: string | null) => happens("push", { data: text === null ? null : { text: () => text } }),
    press: async (data: unknown) => {
      const closed: boolean[] = [];
      await happens("notificationclick", { notification: { data, close: () => void closed.push(true) } });
      expect(closed).toEqual([true]);
    },
  };
}

test("what is pushed is shown, one for each notice", async () => {
  const { push, shown } = staged();
  await push(JSON.stringify(TOLD));
  expect(shown).toEqual([
    {
      title: TOLD.title,
      options: {
        body: TOLD.body,
        tag: "abc",
        data: { path: "/desk/notices/abc" },
        icon: "/desk/icon-192.png",
      },
    },
  ]);
});

test("what cannot be read is something all the same: a browser punishes silence", async () => {
  const { push, shown } = staged();
  for (const text of [null, "", "no JSON", "null", "[]", "{}", JSON.stringify({ ...TOLD, body: 7 })])
    await push(text);
  expect(shown.map((each) => each.title)).toEqual(Array(7).fill(UNREADABLE.title));
});

test("a notice leads to a tab that shows it, else to a new one", async () => {
  const there = "https://gazette.example/desk/notices/abc";
  const first = staged("https://gazette.example/desk", there);
  await first.press({ path: "/desk/notices/abc" });
  expect(first.led).toEqual([`focus ${there}`]);
  const second = staged("https://gazette.example/desk");
  await second.press({ path: "/desk/notices/abc" });
  expect(second.led).toEqual([`open ${there}`]);
});

test("it leads nowhere but to the desk", async () => {
  for (const path of [
    "https://evil.example/",
    "//evil.example/desk/",
    "/live/ferry",
    "/deskevil",
    "/desk/\\evil",
    7,
    null,
  ]) {
    expect(toldIn(JSON.stringify({ ...TOLD, path })).path).toBe("/desk/notices");
    const { press, led } = staged();
    await press({ path });
    expect(led).toEqual(["open https://gazette.example/desk/notices"]);
  }
  const { press, led } = staged();
  await press(null);
  expect(led).toEqual(["open https://gazette.example/desk/notices"]);
});

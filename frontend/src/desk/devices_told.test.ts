// @vitest-environment happy-dom

import { expect, test } from "vitest";
import type { Answer } from "./asking";
import { bytesOf, DEVICES, FAILED, offerDevice, REFUSED, TOLD, UNABLE } from "./devices_told";

const KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const ENDPOINT = "https://push.example/1";
const DIGEST = "1c43e2fe8a7d0c2b8b1a6d2b9d42cb35";

interface Scene {
  key?: string;
  known?: string;
  permission?: NotificationPermission;
  granted?: NotificationPermission;
  subscription?: string | null;
  subscribes?: (() => unknown)[];
  answer?: Answer | null;
  able?: boolean;
}

function staged(scene: Scene = {}) {
  document.body.innerHTML = `<div data-push-key="${scene.key ?? KEY}" data-push-known="${scene.known ?? ""}">
    <p class="push" hidden><button data-push-on>Tell me</button> <span data-push-said></span></p></div>`;
  const sent: unknown[][] = [];
  const asked: unknown[] = [];
  let reloads = 0;
  let current = scene.subscription ?? null;
  const subscription = (endpoint: string) => ({
    endpoint,
    toJSON: () => ({ endpoint, keys: { p256dh: "p", auth: "a" } }),
    unsubscribe: async () => {
      current = null;
      return true;
    },
  });
  const pushManager = {
    getSubscription: async () => (current === null ? null : subscription(current)),
    subscribe: async (options: PushSubscriptionOptionsInit) => {
      asked.push(options);
      scene.subscribes?.shift()?.();
      return subscription(ENDPOINT);
    },
  };
  const telling = {
    registration: async () =>
      scene.able === false ? null : ({ pushManager } as unknown as ServiceWorkerRegistration),
    permission: () => scene.permission ?? "granted",
    ask: async () => scene.granted ?? "granted",
  };
  const ask = async (...given: unknown[]) => {
    sent.push(given);
    return scene.answer === undefined ? { status: 201, tree: {} } : scene.answer;
  };
  const started = offerDevice(document, telling, ask, () => {
    reloads += 1;
  });
  const button = document.querySelector<HTMLButtonElement>("[data-push-on]") as HTMLButtonElement;
  const said = () => document.querySelector("[data-push-said]")?.textContent ?? "";
  const press = async (): Promise<void> => {
    await started;
    button.click();
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return { started, button, said, press, sent, asked, reloads: () => reloads };
}

test("whoever asks for it is told here, under the newsroom's key", async () => {
  const { press, sent, asked, said, button, reloads } = staged();
  await press();
  expect(asked).toEqual([{ userVisibleOnly: true, applicationServerKey: bytesOf(KEY) }]);
  expect(bytesOf(KEY)).toHaveLength(65);
  expect(sent).toEqual([["POST", DEVICES, { endpoint: ENDPOINT, keys: { p256dh: "p", auth: "a" } }]]);
  expect([said(), button.hidden, reloads()]).toEqual([TOLD, true, 1]);
});

test("whoever refuses notices is told where to allow them", async () => {
  const { press, sent, said } = staged({ permission: "default", granted: "denied" });
  await press();
  expect([said(), sent]).toEqual([REFUSED, []]);
});

test("a browser that cannot be told says so and offers nothing", async () => {
  const { started, said, button } = staged({ able: false });
  await started;
  expect([said(), button.hidden]).toEqual([UNABLE, true]);
});

test("a subscription for another key makes way", async () => {
  const no = () => {
    throw new Error("another key");
  };
  const { press, sent, said } = staged({ subscription: "https://push.example/old", subscribes: [no] });
  await press();
  expect(sent).toHaveLength(1);
  expect(said()).toBe(TOLD);
});

test("what fails is said, and can be tried again", async () => {
  const no = () => {
    throw new Error("no service");
  };
  const { press, said, button } = staged({ subscribes: [no] });
  await press();
  expect([said(), button.hidden]).toEqual([FAILED, false]);
  await press();
  expect(said()).toBe(TOLD);
});

test("what the server refuses is said in its words; that nobody answered, too", async () => {
  const refused = staged({ answer: { status: 422, tree: { detail: "You are told on 20 devices." } } });
  await refused.press();
  expect(refused.said()).toBe("You are told on 20 devices.");
  const silent = staged({ answer: null });
  await silent.press();
  expect(silent.said()).toBe(FAILED);
});

test("where nobody is pushed to, nothing is offered", async () => {
  const { started, button } = staged({ key: "" });
  await started;
  expect(button.closest<HTMLElement>(".push")?.hidden).toBe(true);
});

test("a browser that is told already says so; one of another person's offers it anew", async () => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(ENDPOINT));
  const known = [...new Uint8Array(digest)].map((each) => each.toString(16).padStart(2, "0")).join("");
  const told = staged({ known, subscription: ENDPOINT });
  await told.started;
  expect([told.said(), told.button.hidden]).toEqual([TOLD, true]);
  const other = staged({ known: DIGEST, subscription: ENDPOINT });
  await other.started;
  expect([other.said(), other.button.hidden]).toEqual(["", false]);
});

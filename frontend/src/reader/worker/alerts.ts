/**
 * Alerts: what the worker does when a story that its reader follows has news.
 * Knows that a browser wants to see something for every push, and that an alert leads to live pages of ours and nowhere else.
 * It keeps nothing and answers no request: a page comes from the server as if there were no worker.
 */

import type { WorkerScope } from "./scope";

const PAGES = "/live/";

/** What is pushed (`render/alert.py`; Declarative Web Push). */
export interface Alert {
  readonly title: string;
  readonly body: string;
  readonly navigate: string;
  readonly tag: string;
  readonly lang: string;
  readonly dir: NotificationDirection;
}

export function listenForAlerts(scope: WorkerScope): void {
  // The newest is the one that shows alerts; nobody holds anything of an older one.
  scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
  scope.addEventListener("push", (event) => {
    const { title, navigate, ...more } = alertIn(event.data?.text() ?? "", scope.location.origin);
    // A newer alert of a story takes the place of an older one, and is to be noticed again.
    const again = more.tag ? { renotify: true } : {};
    event.waitUntil(scope.registration.showNotification(title, { ...more, ...again, data: { navigate } }));
  });
  scope.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const { navigate } = (event.notification.data ?? {}) as { navigate?: unknown };
    event.waitUntil(lead(scope, pageIn(navigate, scope.location.origin)));
  });
}

/** What was pushed; what cannot be read says that there is something. */
export function alertIn(text: string, origin: string): Alert {
  try {
    const { notification } = JSON.parse(text) as { notification: Partial<Record<keyof Alert, unknown>> };
    const { title, body, tag, lang, dir } = notification;
    if (typeof title !== "string" || !title) return unreadable(origin);
    return {
      title,
      body: textOf(body),
      navigate: pageIn(notification.navigate, origin),
      tag: textOf(tag),
      lang: textOf(lang),
      dir: dir === "rtl" || dir === "ltr" ? dir : "auto",
    };
  } catch {
    return unreadable(origin);
  }
}

function unreadable(origin: string): Alert {
  return { title: new URL(origin).host, body: "", navigate: `${origin}/`, tag: "", lang: "", dir: "auto" };
}

function textOf(given: unknown): string {
  return typeof given === "string" ? given : "";
}

/** An address of a live page of ours, or the front page. */
function pageIn(given: unknown, origin: string): string {
  try {
    const address = new URL(textOf(given));
    if (address.origin === origin && address.pathname.startsWith(PAGES)) return address.href;
  } catch {
    // No address.
  }
  return `${origin}/`;
}

/** To a tab that shows the story already, else to a new one: what somebody reads there is not taken from them. */
async function lead(scope: WorkerScope, address: string): Promise<void> {
  const open = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = open.find((each) => withoutPlace(each.url) === withoutPlace(address));
  await (there ? there.focus() : scope.clients.openWindow(address));
}

function withoutPlace(address: string): string {
  return address.split(/[?#]/)[0] ?? "";
}

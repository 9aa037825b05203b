/**
 * Push: what the worker does when the newsroom tells somebody something while no page of the desk is open.
 * Knows that a browser wants to see something for every push, and that a notice leads to pages of the desk and nowhere else.
 */

import type { WorkerScope } from "./scope";

const DESK = "/desk";
const LIST = "/desk/notices";

/** What is pushed (`wire/notifying.py`). */
export interface Told {
  readonly title: string;
  readonly body: string;
  readonly path: string;
  readonly tag: string;
}

export const UNREADABLE: Told = {
  title: "Desk",
  body: "There is something new for you.",
  path: LIST,
  tag: "",
};

export function listenForPush(scope: WorkerScope): void {
  scope.addEventListener("push", (event) => {
    const told = toldIn(event.data?.text() ?? "");
    event.waitUntil(
      scope.registration.showNotification(told.title, {
        body: told.body,
        tag: told.tag,
        data: { path: told.path },
        icon: "/desk/icon-192.png",
      }),
    );
  });
  scope.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const { path } = (event.notification.data ?? {}) as { path?: unknown };
    event.waitUntil(lead(scope, isOfDesk(path) ? path : LIST));
  });
}

/** What was pushed; what cannot be read says that there is something. */
export function toldIn(text: string): Told {
  try {
    const { title, body, path, tag } = JSON.parse(text) as Partial<Record<keyof Told, unknown>>;
    if (typeof title !== "string" || typeof body !== "string" || typeof tag !== "string") return UNREADABLE;
    return { title, body, path: isOfDesk(path) ? path : LIST, tag };
  } catch {
    return UNREADABLE;
  }
}

function isOfDesk(path: unknown): path is string {
  return path === DESK || (typeof path === "string" && path.startsWith(`${DESK}/`) && !path.includes("\\"));
}

/** To a tab that shows the place already, else to a new one: what somebody writes in another tab is not taken from them. */
async function lead(scope: WorkerScope, path: string): Promise<void> {
  const address = new URL(path, scope.location.origin).href;
  const open = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = open.find((each) => each.url === address);
  await (there ? there.focus() : scope.clients.openWindow(address));
}

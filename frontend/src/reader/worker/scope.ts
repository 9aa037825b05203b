/**
 * Scope: what a service worker has around it (Service Workers §4), as far as the one that shows alerts uses it.
 * Knows shapes alone: TypeScript's own clash with those of a page.
 */

export interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

/** `data` is what was pushed. */
export interface Pushed extends Lasting {
  readonly data: { text(): string } | null;
}

export interface Pressed extends Lasting {
  readonly notification: Notification;
}

export interface Tab {
  readonly url: string;
  focus(): Promise<Tab>;
}

export interface WorkerScope {
  readonly location: { readonly origin: string };
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(which: { type: "window"; includeUncontrolled?: boolean }): Promise<readonly Tab[]>;
    openWindow(address: string): Promise<Tab | null>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install", listen: (event: Lasting) => void): void;
  addEventListener(kind: "push", listen: (event: Pushed) => void): void;
  addEventListener(kind: "notificationclick", listen: (event: Pressed) => void): void;
}

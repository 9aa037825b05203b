/**
 * Scope: what a service worker has around it (Service Workers §4), as far as the desk's uses it.
 * Knows shapes alone: TypeScript's own clash with those of a page.
 */

export interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

export interface Fetched extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** `data` is what was pushed. */
export interface Pushed extends Lasting {
  readonly data: { text(): string } | null;
}

export interface Pressed extends Lasting {
  readonly notification: Notification;
}

export interface Window {
  readonly url: string;
  focus(): Promise<Window>;
  navigate(address: string): Promise<Window | null>;
}

export interface WorkerScope {
  readonly location: Location;
  readonly caches: CacheStorage;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(which: { type: "window"; includeUncontrolled?: boolean }): Promise<readonly Window[]>;
    openWindow(address: string): Promise<Window | null>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", listen: (event: Lasting) => void): void;
  addEventListener(kind: "fetch", listen: (event: Fetched) => void): void;
  addEventListener(kind: "push", listen: (event: Pushed) => void): void;
  addEventListener(kind: "notificationclick", listen: (event: Pressed) => void): void;
}

/**
 * The desk's service worker: keeps what is shared with the app, and tells how things stand while there is no connection.
 * Knows that no page of the desk is ever kept: what it has for later is one page without private words, and its sheet.
 */

import { BrowserShares } from "../shares";
import { Offline } from "./offline";
import { listenForPush } from "./push";
import type { WorkerScope } from "./scope";
import { isShare, takeShare } from "./taking";

const scope = globalThis as unknown as WorkerScope;
const offline = new Offline(scope.caches, (address) => fetch(address, { credentials: "omit" }), indexedDB);

scope.addEventListener("install", (event) =>
  event.waitUntil(offline.prepare().then(() => scope.skipWaiting())),
);
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (isShare(request)) event.respondWith(takeShare(request, () => BrowserShares.open(indexedDB)));
  else if (request.mode === "navigate" && request.method === "GET")
    event.respondWith(fetch(request).catch(() => offline.page()));
  else if (request.destination === "style")
    event.respondWith(fetch(request).catch(() => offline.sheet(request)));
});
listenForPush(scope);

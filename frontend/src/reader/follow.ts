/**
 * Follow: a reader is told of a story on their device, from their own press on and until another.
 * Knows that a browser may change or drop its subscription behind our back: whoever opens the page again is looked after.
 * Does not know what is told (`worker`), nor who sends it.
 */

import { type Followed, followedIn, followsAnything, keepFollowed, type Wants } from "./followed";
import { type Sayings, sayingsIn } from "./sayings";
import { workerAddress } from "./trusted";

const SCOPE = "/live/";

/** What `PushSubscription.toJSON()` gives (Push API §8). */
export interface Subscribed {
  readonly endpoint: string;
  readonly keys: Record<string, string>;
}

/** Whether this browser can be told; `apple` only where the page is opened from the Home Screen. */
export type Able = "yes" | "apple" | "no";

/** The reader, or their browser, does not want to. */
export class Barred extends Error {}

export interface Outside {
  readonly able: Able;
  readonly store: Storage | undefined;
  /** The newsroom's key, or null when it cannot be had now. */
  key(address: string): Promise<string | null>;
  /** Asks the reader; raises `Barred` where the answer is no. */
  subscribe(key: string): Promise<Subscribed>;
  current(): Promise<Subscribed | null>;
  unsubscribe(): Promise<void>;
  /** Null when it is done, else a sentence; it is empty where nobody answers. */
  send(address: string, tree: object): Promise<string | null>;
}

export class Follow {
  readonly #sayings: Sayings;
  readonly #address: string;
  #followed: Followed | null;
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly section: HTMLElement,
    private readonly outside: Outside,
  ) {
    this.#sayings = sayingsIn(section.ownerDocument);
    this.#address = section.dataset.follow ?? "";
    this.#followed = followedIn(outside.store, this.#address);
  }

  /** Shows what there is to press, and looks after whoever follows already. */
  async offer(): Promise<void> {
    const { able } = this.outside;
    this.#show(able === "yes" ? ".wants" : able === "apple" ? ".apple" : ".cannot", true);
    this.section.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#then(() => this.#follow());
    });
    this.section.querySelector(".stop")?.addEventListener("click", () => this.#then(() => this.#stop()));
    if (able === "yes" && this.#followed) this.#then(() => this.#lookAfter());
    await this.#last;
    this.#mark();
    this.section.toggleAttribute("data-ready", true);
  }

  /** One after the other, in the order of pressing. */
  #then(deed: () => Promise<string>): void {
    this.#last = this.#last.then(async () => {
      this.section.toggleAttribute("aria-busy", true);
      const said = await deed().catch(() => this.#sayings.say("followFailed"));
      this.section.removeAttribute("aria-busy");
      this.#mark();
      this.#write(said);
    });
  }

  async #follow(): Promise<string> {
    const key = await this.outside.key(`${this.#address}/key`);
    if (key === null) return this.#sayings.say("followFailed");
    try {
      return await this.#told(await this.outside.subscribe(key), this.#wanted());
    } catch (problem) {
      if (problem instanceof Barred) return this.#sayings.say("followBarred");
      throw problem;
    }
  }

  /** The server is told what this browser wants. */
  async #told(subscribed: Subscribed, wants: Wants): Promise<string> {
    const { endpoint, keys } = subscribed;
    const refused = await this.outside.send(this.#address, { endpoint, keys, wants });
    if (refused !== null) {
      if (!followsAnything(this.outside.store)) await this.outside.unsubscribe();
      return refused || this.#sayings.say("followFailed");
    }
    this.#keep({ wants, endpoint });
    return this.#says();
  }

  async #stop(): Promise<string> {
    const endpoint = this.#followed?.endpoint ?? "";
    const refused = await this.outside.send(this.#address, { endpoint, stop: true });
    if (refused !== null) return refused || this.#sayings.say("followFailed");
    this.#keep(null);
    if (!followsAnything(this.outside.store)) await this.outside.unsubscribe();
    return this.#sayings.say("followStopped");
  }

  /** The subscription may be another by now, or none. */
  async #lookAfter(): Promise<string> {
    const followed = this.#followed;
    const current = await this.outside.current();
    if (!followed || current?.endpoint === followed.endpoint) return this.#says();
    await this.outside.send(this.#address, { endpoint: followed.endpoint, stop: true });
    if (current) return this.#told(current, followed.wants);
    this.#keep(null);
    return this.#sayings.say("followLost");
  }

  #keep(followed: Followed | null): void {
    this.#followed = followed;
    keepFollowed(this.outside.store, this.#address, followed);
  }

  #wanted(): Wants {
    const chosen = this.section.querySelector<HTMLInputElement>("input[name=wants]:checked");
    return chosen?.value === "all" ? "all" : "key";
  }

  #mark(): void {
    const { wants } = this.#followed ?? {};
    if (wants)
      for (const each of this.section.querySelectorAll<HTMLInputElement>("input[name=wants]"))
        each.checked = each.value === wants;
    this.#show(".stop", wants !== undefined);
    this.#show(".again", wants !== undefined);
    this.#show(".first", wants === undefined);
  }

  #says(): string {
    if (!this.#followed) return "";
    return this.#sayings.say(this.#followed.wants === "all" ? "followsAll" : "followsKey");
  }

  #write(sentence: string): void {
    const region = this.section.querySelector(".yours");
    if (region) region.textContent = sentence;
  }

  #show(selector: string, isShown: boolean): void {
    const found = this.section.querySelector<HTMLElement>(selector);
    if (found) found.hidden = !isShown;
  }
}

/** Gives the section of the page life. */
export function offerFollow(section: HTMLElement, store: Storage | undefined): void {
  const outside: Outside = {
    able: ableIn(window),
    store,
    key: keyAt,
    subscribe: subscribedWith,
    current: async () => {
      const registration = await navigator.serviceWorker.getRegistration(SCOPE);
      return jsonOf((await registration?.pushManager.getSubscription()) ?? null);
    },
    unsubscribe: async () => {
      const registration = await navigator.serviceWorker.getRegistration(SCOPE);
      await (await registration?.pushManager.getSubscription())?.unsubscribe();
    },
    send: sentTo,
  };
  void new Follow(section, outside).offer();
}

export function ableIn(there: Window): Able {
  const { navigator: browser } = there;
  if (
    there.isSecureContext &&
    "serviceWorker" in browser &&
    "PushManager" in there &&
    "Notification" in there
  )
    return "yes";
  // An iPad says that it is a Mac, which has no touch screen.
  const isTouched = /Macintosh/.test(browser.userAgent) && browser.maxTouchPoints > 1;
  return there.isSecureContext && (/iPhone|iPad/.test(browser.userAgent) || isTouched) ? "apple" : "no";
}

async function keyAt(address: string): Promise<string | null> {
  const answer = await fetch(address);
  return answer.ok ? ((await answer.json()) as { key: string }).key : null;
}

async function subscribedWith(key: string): Promise<Subscribed> {
  if ((await Notification.requestPermission()) !== "granted") throw new Barred();
  const registration = await activeRegistration();
  const wish = { userVisibleOnly: true, applicationServerKey: bytesOf(key) };
  const found = await registration.pushManager.subscribe(wish).catch(async (problem: unknown) => {
    if (problem instanceof DOMException && problem.name === "NotAllowedError") throw new Barred();
    // The browser holds one that was made for another key of the newsroom's.
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    return registration.pushManager.subscribe(wish);
  });
  const subscribed = jsonOf(found);
  if (!subscribed) throw new Error("no address");
  return subscribed;
}

async function activeRegistration(): Promise<ServiceWorkerRegistration> {
  await navigator.serviceWorker.register(workerAddress(), { scope: SCOPE });
  return navigator.serviceWorker.ready;
}

function jsonOf(subscription: PushSubscription | null): Subscribed | null {
  const { endpoint, keys } = subscription?.toJSON() ?? {};
  return endpoint && keys ? { endpoint, keys } : null;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (each) => each.charCodeAt(0));
}

async function sentTo(address: string, tree: object): Promise<string | null> {
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(tree) });
    if (answer.ok) return null;
    return ((await answer.json()) as { detail?: string }).detail ?? "";
  } catch {
    return "";
  }
}

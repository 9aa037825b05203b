/**
 * Devices told: lets this browser be told while no page of the desk is open, and says when it cannot be.
 * Knows that a subscription is good for one key of the newsroom's, and belongs to whoever asked for it last.
 * Does not know what is shown then (`worker/push.ts`).
 */

import type { Ask } from "./asking";
import { sentenceOf } from "./asking";

export const DEVICES = "/desk/notices/devices";

/** What this needs of a browser. */
export interface Telling {
  /** Null: it cannot, here. */
  readonly registration: () => Promise<ServiceWorkerRegistration | null>;
  readonly permission: () => NotificationPermission;
  readonly ask: () => Promise<NotificationPermission>;
}

export const REFUSED =
  "This browser does not let the desk show notices. Allow them in the settings of this site, then try again.";
export const UNABLE =
  "This browser cannot be told while the desk is closed. On an iPhone, put the desk on the home screen first.";
export const FAILED = "This browser could not be told. Try again when the connection is better.";
export const TOLD = "This device is told.";

/** Starts what stands on the page of notices; nothing on others. */
export function offerDevice(owner: Document, telling: Telling, ask: Ask, again: () => void): Promise<void> {
  const place = owner.querySelector<HTMLElement>("[data-push-key]");
  return place?.dataset.pushKey ? new DeviceOffer(place, telling, ask, again).start() : Promise.resolve();
}

class DeviceOffer {
  readonly #button: HTMLButtonElement | null;
  readonly #said: HTMLElement | null;

  constructor(
    private readonly place: HTMLElement,
    private readonly telling: Telling,
    private readonly ask: Ask,
    private readonly again: () => void,
  ) {
    this.#button = place.querySelector("[data-push-on]");
    this.#said = place.querySelector("[data-push-said]");
  }

  async start(): Promise<void> {
    const line = this.place.querySelector<HTMLElement>(".push");
    if (line) line.hidden = false;
    const registration = await this.telling.registration();
    if (!registration?.pushManager) {
      if (this.#button) this.#button.hidden = true;
      this.#say(UNABLE);
      return;
    }
    this.#button?.addEventListener("click", () => void this.#turnOn(registration));
    const known = this.place.dataset.pushKnown ?? "";
    const subscription = await registration.pushManager.getSubscription();
    if (known && subscription && (await digestOf(subscription.endpoint)) === known) this.#isOn();
  }

  async #turnOn(registration: ServiceWorkerRegistration): Promise<void> {
    if (this.telling.permission() !== "granted" && (await this.telling.ask()) !== "granted") {
      this.#say(REFUSED);
      return;
    }
    this.#say("");
    try {
      const subscription = await this.#subscribed(registration.pushManager);
      const answer = await this.ask("POST", DEVICES, subscription.toJSON());
      if (answer?.status !== 201) {
        this.#say(answer ? sentenceOf(answer) : FAILED);
        return;
      }
      this.#isOn();
      this.again();
    } catch {
      this.#say(FAILED);
    }
  }

  async #subscribed(manager: PushManager): Promise<PushSubscription> {
    const options = {
      userVisibleOnly: true,
      applicationServerKey: bytesOf(this.place.dataset.pushKey ?? ""),
    };
    try {
      return await manager.subscribe(options);
    } catch (problem) {
      // One for another key is in the way: the newsroom has been set up anew.
      const old = await manager.getSubscription();
      if (!old) throw problem;
      await old.unsubscribe();
      return manager.subscribe(options);
    }
  }

  #isOn(): void {
    if (this.#button) this.#button.hidden = true;
    this.#say(TOLD);
  }

  #say(words: string): void {
    if (this.#said) this.#said.textContent = words;
  }
}

/** A key in base64url, as a browser takes it. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (each) => each.charCodeAt(0));
}

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((each) => each.toString(16).padStart(2, "0")).join("");
}

/** The browser's own. */
export function browserTelling(): Telling {
  const workers = (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker;
  return {
    // The worker is registered by the page (`main.ts`), and may still be on its way.
    registration: async () => (workers && "Notification" in globalThis ? await workers.ready : null),
    permission: () => Notification.permission,
    ask: () => Notification.requestPermission(),
  };
}

/**
 * Taking: frames that have come, put on the page in one go, as far as they lead.
 * Knows that what is read stays where it is meanwhile, and which posts are new to the page.
 * Does not know when frames come, nor what follows from one that does not fit.
 */

import { applyFrame, placeOf } from "./apply";
import type { Arrivals } from "./arrivals";
import type { Cursor } from "./cursor";
import type { Frame } from "./frame";
import { keepingPlace } from "./place";
import { rootOf } from "./root";

/** A frame as it came, and the place after it; null stands for what cannot be read. */
export interface Came {
  readonly frame: Frame | null;
  readonly at: Cursor | null;
}

export interface Taken {
  readonly arrived: readonly Element[];
  /** Whether what arrived is held back. */
  readonly mustWait: boolean;
  /** The first that did not fit; those behind it were not looked at. */
  readonly unfit: Came | undefined;
}

/** Applies frames to `main` until one does not fit. */
export function takeFrames(main: HTMLElement, arrivals: Arrivals, came: readonly Came[]): Taken {
  const mustWait = arrivals.mustWait();
  const arrived: Element[] = [];
  const unfit = keepingPlace(rootOf(main), () => {
    const found = came.find((each) => !applied(main, each, arrived));
    arrivals.came(arrived, mustWait);
    return found;
  });
  return { arrived, mustWait, unfit };
}

function applied(main: HTMLElement, { frame, at }: Came, arrived: Element[]): boolean {
  const place = placeOf(main);
  if (!frame || (at && place && at.epoch !== place.epoch)) return false;
  const outcome = applyFrame(main, frame);
  if (outcome.is === "applied") arrived.push(...outcome.arrived);
  return outcome.is === "applied" || outcome.is === "known";
}

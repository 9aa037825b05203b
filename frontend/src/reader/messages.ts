/**
 * Messages: what tabs of the same blog tell one another.
 * Does not know when, nor what becomes of them (`tabs.ts`).
 */

import type { Cursor } from "./cursor";
import type { Frame } from "./frame";

/** Part of the names tabs meet under: those with another script's messages are strangers. */
const MESSAGES = 1;

/** A follower has come, or come back, and asks how things are; in doubt it asks for proof. */
export interface Here {
  readonly is: "here";
  readonly isDoubtful: boolean;
}

/** The leader is at `at`, which has all there is if `isAlive`, and last had `ago` milliseconds ago. */
export interface State {
  readonly is: "state";
  readonly at: Cursor | null;
  readonly isAlive: boolean;
  readonly ago: number;
}

/** What a leader says. */
export type Told =
  | State
  | { readonly is: "frame"; readonly frame: Frame | null; readonly at: Cursor | null }
  | { readonly is: "reset"; readonly at: Cursor | null }
  | { readonly is: "ended" };

export type Message = Here | Told;

/** The name under which those meet who follow the blog with this stream. */
export function meetingName(stream: string): string {
  return `stoppress-${MESSAGES}:${stream}`;
}

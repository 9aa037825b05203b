/**
 * Parcel: what an answer of the server makes of something that was published here.
 * Knows the fields of such an answer, and that words which come back are one version on: what was sent must not pass for
 * what is sent next.
 * Does not know when the server is asked, nor where parcels are kept.
 */

import type { Answer } from "./asking";
import { type Content, isSame } from "./content";
import type { Draft, Parcel, ParcelState } from "./shelf";

const STATES = new Set<unknown>(["waiting", "review", "held", "sent"]);

/** Where the server has it. */
export function pathOf(parcel: Parcel): string {
  return `/desk/blogs/${parcel.blog}/drafts/${parcel.draft}`;
}

/** What was taken back or refused afterwards, here or on another device, and why. */
export interface Returned {
  readonly is: "draft" | "discarded";
  readonly sentence: string;
}

/** Whether the parcel is one no more. */
export function returnedIn({ tree }: Answer): Returned | null {
  if (tree.state !== "draft" && tree.state !== "discarded") return null;
  const note = text(tree.note);
  return {
    is: tree.state,
    sentence: note ? `Returned by ${text(tree.decided_by)}: ${note}` : text(tree.problem),
  };
}

/** What the server's clock said, as it writes it. */
export function nowIn({ tree }: Answer): string | null {
  return typeof tree.now === "string" ? tree.now : null;
}

/** The parcel as the server has it, heard of at `heard`. */
export function parcelAs(parcel: Parcel, answer: Answer, heard: number): Parcel {
  const { tree } = answer;
  const state = (STATES.has(tree.state) ? tree.state : "waiting") as ParcelState;
  return {
    ...parcel,
    state,
    due: text(tree.due_at) || null,
    post: text(tree.post) || null,
    heard,
    out: state === "sent" ? text(tree.sent_at) || nowIn(answer) : null,
    said: text(tree.problem),
    submitted: tree.submitted === true,
    by: text(tree.published_by),
  };
}

/** The parcel's words as a draft again; upon what the server has, where `answer` says that it has these very words. */
export function draftAgain(parcel: Parcel, answer: Answer | null, changed: number): Draft {
  const { draft: id, blog, person, version, content, upon: saved = 0, ours } = parcel;
  const stands = versionOf(answer, content);
  const words = { id, blog, person, content, changed };
  return stands
    ? { ...words, version: stands, saved: stands, base: content, tried: [] }
    : { ...words, version: version + 1, saved, tried: [...(ours ?? []), content] };
}

/** The version under which the server has these very words as a draft; 0 where it has none, or others. */
function versionOf(answer: Answer | null, content: Content): number {
  const { state, version, content: stored } = answer?.tree ?? {};
  const isThere = state === "draft" && typeof version === "number" && stored;
  return isThere && isSame(stored as Content, content) ? version : 0;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

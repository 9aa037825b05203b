/**
 * Slots: the next free slot of the queue, offered beside the time a post is scheduled for.
 * Knows that it is asked for when somebody unfolds the place, and again each time: others take slots meanwhile.
 * Does not know what makes a slot free; nor does it schedule anything.
 */

import type { Ask } from "./asking";

/** Offers it in `later`, a part that unfolds with a field for the time; `local` tells what that shows of a moment. */
export function offerSlot(
  later: HTMLDetailsElement,
  blog: string,
  ask: Ask,
  local: (at: string) => string,
): void {
  const field = later.querySelector<HTMLInputElement>('[name="at"]');
  if (!field) return;
  const button = later.ownerDocument.createElement("button");
  button.type = "button";
  button.hidden = true;
  later.querySelector(".acts")?.append(button);
  let at = "";
  const look = async (): Promise<void> => {
    const answer = await ask("GET", `/desk/blogs/${blog}/queue/slot`);
    at = answer?.status === 200 ? String(answer.tree.at) : "";
    button.hidden = !at;
    button.textContent = at ? `Next free slot, ${String(answer?.tree.time)}` : "";
  };
  later.addEventListener("toggle", () => later.open && void look());
  button.addEventListener("click", () => {
    field.value = local(at);
    field.focus();
  });
}

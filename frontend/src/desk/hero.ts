/**
 * Hero: a file chosen beside the field for an upload's id is uploaded, and its id stands in the field then.
 * Knows which field belongs to which choice, by `data-upload-into`.
 * Does not know what is done with the id: the form is sent as any other, and without script the field takes an id.
 */

import type { Sent } from "./composer/media";

/** Sends a file; `progress` is told the share that has gone. */
export type Send = (file: File, progress: (share: number) => void) => Sent;

/** Lets every such choice of a page upload. */
export function uploadHeroes(owner: Document, send: Send): void {
  for (const choice of owner.querySelectorAll<HTMLInputElement>("input[data-upload-into]")) {
    const field = owner.getElementById(choice.dataset.uploadInto ?? "") as HTMLInputElement | null;
    const words = owner.createElement("p");
    words.className = "hint";
    words.setAttribute("role", "status");
    const around = choice.closest("p");
    around?.removeAttribute("hidden");
    around?.after(words);
    choice.addEventListener("change", () => {
      const file = choice.files?.[0];
      if (file && field) void upload(file, field, words, send);
    });
  }
}

async function upload(file: File, field: HTMLInputElement, words: HTMLElement, send: Send): Promise<void> {
  const say = (what: string): void => {
    words.textContent = `${file.name} ${what}`;
  };
  say("is being uploaded.");
  const answer = await send(file, (share) => say(`is being uploaded: ${Math.round(share * 100)} %.`)).answer;
  if (answer?.status === 201) {
    field.value = String(answer.tree.id);
    say("is uploaded. Save to show it.");
  } else say(`was not uploaded. ${answer?.tree.detail ?? "There is no connection. Choose it again."}`);
}

/**
 * Shared: puts what another app shared into the composer, as a post of its own: words as paragraphs, files to be uploaded.
 * Knows that a share is forgotten only when its files are up: a page that dies before has it again.
 * Does not know how a share came into this browser (`worker/taking.ts`).
 */

import type { ComposerForm } from "./form";
import { nameOf, paragraphsOf, type Share, type Shares } from "./shares";

export interface Around {
  readonly shares: Shares | null;
  /** An empty form, for another post; what stands there is kept. */
  blank(): Promise<void>;
  /** What stands there is to be kept at once. */
  keep(): Promise<unknown>;
  /** The share stands in the composer now: a reload of the page does not ask for it. */
  settled(): void;
}

export class Shared {
  constructor(
    private readonly form: ComposerForm,
    private readonly around: Around,
  ) {}

  /** Takes up the share `asked` for, or offers those that nobody took up yet. */
  async begin(asked: string | null): Promise<void> {
    const { shares } = this.around;
    if (!shares) return this.#gone(asked);
    const share = asked ? await shares.find(asked) : undefined;
    if (share) return this.#take(share, shares);
    if (asked) return this.#gone(asked);
    const [first] = await shares.all();
    if (first) this.#offer(first, shares);
  }

  #gone(asked: string | null): void {
    if (!asked) return;
    this.form.notice.say("share", "What was shared is not kept in this browser any more. Share it again.");
    this.around.settled();
  }

  #offer(share: Share, shares: Shares): void {
    this.form.notice.say("share", `You shared something that is in no post yet: “${nameOf(share)}”.`, [
      { words: "Write it here", act: () => void this.#take(share, shares) },
      {
        words: "Forget it",
        act: () => void shares.forget(share.id).then(() => this.form.notice.unsay("share")),
      },
    ]);
  }

  async #take(share: Share, shares: Shares): Promise<void> {
    const words = paragraphsOf(share);
    await this.around.blank();
    this.form.write(words);
    await this.around.keep();
    const forget = async (): Promise<void> => {
      await shares.forget(share.id);
      this.around.settled();
    };
    const told = "Shared here. Nothing is published before you publish it.";
    this.form.notice.say("share", told);
    if (!share.files.length) await forget();
    else {
      // The words stand in the draft now; the files do once they are up.
      await shares.keep({ ...share, title: "", text: "", url: "" });
      this.form.media.take(share.files, null, () => void forget());
    }
    this.form.focus();
  }
}

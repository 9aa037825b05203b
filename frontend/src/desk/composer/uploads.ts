/**
 * Uploads: files on their way to the server, one after the other, with how far each is, in words.
 * Knows that an upload that fails is tried again when somebody says so or the network is back.
 * Does not know where in the document a medium goes.
 */

import { type Medium, mediumOf, type Sent } from "./media";

export interface Around {
  send(file: File, progress: (share: number) => void): Sent;
  /** It is there. `batch` names those that came together. */
  done(medium: Medium, batch: string): void;
  /** All of a batch are through, or given up. */
  ended(batch: string): void;
}

interface Job {
  readonly file: File;
  readonly batch: string;
  readonly item: HTMLElement;
  sent: Sent | null;
  isFailed: boolean;
}

export class Uploads {
  #jobs: Job[] = [];
  #isBusy = false;
  #batches = 0;

  /** `list` is where it is shown what is under way. */
  constructor(
    private readonly list: HTMLElement,
    private readonly around: Around,
  ) {}

  get isUnderWay(): boolean {
    return this.#jobs.length > 0;
  }

  /** Takes files that belong together; the answer names them. */
  take(files: readonly File[]): string {
    this.#batches += 1;
    const batch = `upload-${this.#batches}`;
    for (const file of files)
      this.#jobs.push({ file, batch, item: this.#item(file.name), sent: null, isFailed: false });
    void this.#go();
    return batch;
  }

  /** Tries those again that failed. */
  again(): void {
    for (const job of this.#jobs) job.isFailed = false;
    void this.#go();
  }

  async #go(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let job = this.#next(); job; job = this.#next()) await this.#send(job);
    this.#isBusy = false;
  }

  #next(): Job | undefined {
    return this.#jobs.find((each) => !each.isFailed);
  }

  async #send(job: Job): Promise<void> {
    const bar = this.list.ownerDocument.createElement("progress");
    bar.max = 1;
    bar.setAttribute("aria-label", `Uploading ${job.file.name}`);
    this.#tell(
      job,
      `Uploading ${job.file.name}`,
      bar,
      this.#button("Cancel", () => this.#drop(job)),
    );
    job.sent = this.around.send(job.file, (share) => {
      bar.value = share;
    });
    const answer = await job.sent.answer;
    if (!this.#jobs.includes(job)) return;
    if (answer && answer.status < 300) {
      this.around.done(mediumOf(answer.tree), job.batch);
      this.#drop(job);
      return;
    }
    job.isFailed = true;
    const why = answer
      ? String(answer.tree.detail ?? "the server had a problem.")
      : "there is no connection.";
    const retry = this.#button("Try again", () => this.again());
    const words = `${job.file.name} was not uploaded: ${why}`;
    this.#tell(
      job,
      words,
      retry,
      this.#button("Leave it", () => this.#drop(job)),
    );
  }

  #drop(job: Job): void {
    this.#jobs = this.#jobs.filter((each) => each !== job);
    job.sent?.cancel();
    job.item.remove();
    this.list.hidden = !this.#jobs.length;
    if (!this.#jobs.some((each) => each.batch === job.batch)) this.around.ended(job.batch);
  }

  #item(name: string): HTMLElement {
    const item = this.list.ownerDocument.createElement("li");
    item.textContent = `${name} waits to be uploaded`;
    this.list.append(item);
    this.list.hidden = false;
    return item;
  }

  #tell(job: Job, words: string, ...parts: readonly HTMLElement[]): void {
    const said = this.list.ownerDocument.createElement("span");
    said.textContent = words;
    job.item.replaceChildren(said, ...parts);
  }

  #button(words: string, act: () => void): HTMLElement {
    const button = this.list.ownerDocument.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.addEventListener("click", act);
    return button;
  }
}

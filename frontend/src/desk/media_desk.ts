/**
 * Media desk: files that come into the composer, on their way to their place in the text.
 * Knows that those which come together stand together, and what is known of each medium that the text names.
 */

import { type Editor, type Extension, Extension as Extensions } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import type { Ask } from "./asking";
import { Figure, type Known } from "./composer/figure";
import { withMedium } from "./composer/gallery";
import { addressOf, type Medium, mediumOf, sendFile } from "./composer/media";
import { keepPlace, placeOf } from "./composer/places";
import { Uploads } from "./composer/uploads";

export interface Around {
  readonly ask: Ask;
  token(): string;
}

export class MediaDesk implements Known {
  readonly #known = new Map<string, Promise<Medium | null>>();
  readonly #uploads: Uploads;
  readonly #waiting = new Map<string, () => void>();

  constructor(
    list: HTMLElement,
    private readonly around: Around,
    private readonly editor: () => Editor,
  ) {
    this.#uploads = new Uploads(list, {
      send: (file, progress) => sendFile(file, file.name, around.token(), progress),
      done: (medium, batch) => this.#arrived(medium, batch),
      ended: (batch) => {
        const { view, state } = this.editor();
        view.dispatch(keepPlace(state.tr, batch, null));
        this.#waiting.get(batch)?.();
        this.#waiting.delete(batch);
      },
    });
  }

  get isUnderWay(): boolean {
    return this.#uploads.isUnderWay;
  }

  /** Takes files for the place `at`, or where the cursor is; `ended` is told when all are up or given up. */
  take(files: readonly File[], at: number | null, ended?: () => void): void {
    if (!files.length) return;
    const batch = this.#uploads.take(files);
    if (ended) this.#waiting.set(batch, ended);
    const { view, state } = this.editor();
    view.dispatch(keepPlace(state.tr, batch, at ?? state.selection.to));
  }

  /** Tries again what failed. */
  again(): void {
    this.#uploads.again();
  }

  medium(id: string): Promise<Medium | null> {
    const known = this.#known.get(id) ?? this.#ask(id);
    this.#known.set(id, known);
    return known;
  }

  setCredit(id: string, credit: string): void {
    this.#known.delete(id);
    void this.around.ask("PATCH", `/desk/media/${id}`, { credit });
  }

  async #ask(id: string): Promise<Medium | null> {
    const answer = await this.around.ask("GET", `/desk/media/${id}`);
    if (answer?.status === 200) return mediumOf(answer.tree);
    this.#known.delete(id);
    return null;
  }

  #arrived(medium: Medium, batch: string): void {
    this.#known.set(medium.id, Promise.resolve(medium));
    const { view, state } = this.editor();
    const node = state.schema.node("medium", {
      src: addressOf(medium.id),
      alt: medium.alt,
      title: medium.caption,
    });
    const put = withMedium(state, placeOf(state, batch) ?? state.doc.content.size, node);
    view.dispatch(keepPlace(put.tr, batch, put.at));
  }
}

/** Shows each medium of the text as a figure. */
export function figures(known: Known): Extension {
  return Extensions.create({
    name: "figures",
    addProseMirrorPlugins: () => [
      new Plugin({
        props: {
          nodeViews: { medium: (node, view, place) => new Figure(node, view, place, known) },
        },
      }),
    ],
  });
}

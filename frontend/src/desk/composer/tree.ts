/**
 * Tree: what a body says, without the editor and without the text it is written as.
 * Does not know how either is made.
 */

/** `spelled`: white space where it would be skipped when read, and which is meant nevertheless. */
export type Inline =
  | { readonly type: "text"; readonly text: string; readonly spelled?: boolean }
  | { readonly type: "code"; readonly text: string }
  | Emphasis
  | Link
  | Image
  | { readonly type: "soft" | "hard" };

export interface Emphasis {
  readonly type: "em" | "strong";
  /** The character it is written with. */
  readonly char: "*" | "_";
  readonly children: readonly Inline[];
}

/** `auto`: written as the bare address in angle brackets. */
export interface Link {
  readonly type: "link";
  readonly href: string;
  readonly title: string;
  readonly auto: boolean;
  readonly children: readonly Inline[];
}

export interface Image {
  readonly type: "image";
  readonly src: string;
  readonly alt: string;
  readonly title: string;
}

export type Block =
  | { readonly type: "paragraph"; readonly children: readonly Inline[] }
  | { readonly type: "heading"; readonly level: number; readonly children: readonly Inline[] }
  | { readonly type: "quote"; readonly blocks: readonly Block[] }
  | List
  | { readonly type: "code"; readonly about: string; readonly content: string }
  | { readonly type: "rule" };

export interface List {
  readonly type: "list";
  readonly ordered: boolean;
  readonly start: number;
  readonly tight: boolean;
  readonly items: readonly (readonly Block[])[];
}

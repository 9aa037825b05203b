// The classes of placeholder colours and focal points: no page has style attributes, so each step is a class.
// The steps are those of render/figures.py, which tests/unit/render/test_figures.py compares.
import type { Plugin } from "vite";

export const TINTS = 6;
export const FOCUSES = 5;

const hex = (step: number): string =>
  Math.round((step * 255) / (TINTS - 1))
    .toString(16)
    .padStart(2, "0");

const share = (step: number): string => `${(step * 100) / (FOCUSES - 1)}%`;

const steps = (count: number): number[] => [...Array(count).keys()];

/** Every class, as rules. */
export function classes(): string {
  const tints = steps(TINTS).flatMap((r) =>
    steps(TINTS).flatMap((g) =>
      steps(TINTS).map((b) => `.tint-${r}${g}${b}{background-color:#${hex(r)}${hex(g)}${hex(b)}}`),
    ),
  );
  const focuses = steps(FOCUSES).flatMap((x) =>
    steps(FOCUSES).map((y) => `.focus-${x}${y}{object-position:${share(x)} ${share(y)}}`),
  );
  return [...tints, ...focuses].join("\n");
}

/** Adds the classes to the sheets that show media: the reader's and the desk's. */
export function mediaClasses(): Plugin {
  return {
    name: "media-classes",
    enforce: "pre",
    transform: (code, id) =>
      /\/styles\/(reader|desk)\.css$/.test(id) ? `${code}\n${classes()}\n` : undefined,
  };
}

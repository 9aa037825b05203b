/**
 * The plot: a line of counts over time, in the colours of the page it stands in.
 * Knows uPlot, light and dark, and the width there is. Nothing moves by itself, so there is no motion to reduce.
 * Does not know where the numbers come from.
 */

import uPlot from "uplot";
import type { Crowd, Plot } from "./chart";

const HEIGHT = 132;
const FONT = "12px system-ui, sans-serif";

const AXIS_WIDTH = 44;

// "18:00" in that font, and a space.
const MARK_WIDTH = 46;

// Narrower than this the hours would stand in one another.
const LEAST_WIDTH = 160;

/** See `Draw`. */
export function draw(place: HTMLElement): Plot {
  let crowd: Crowd | null = null;
  // Asked for at each drawing, since the page's colours change with the system's.
  const colour = (name: string) => () => getComputedStyle(place).getPropertyValue(name).trim();
  const width = (): number => Math.max(LEAST_WIDTH, Math.floor(place.clientWidth));
  const axis = { stroke: colour("--soft"), font: FONT, grid: { stroke: colour("--hair"), width: 1 } };
  const plot = new uPlot(
    {
      width: width(),
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: { y: { range: (_plot, _least, most) => [0, Math.max(4, most * 1.1)] } },
      axes: [
        {
          ...axis,
          ticks: { stroke: colour("--hair"), width: 1, size: 4 },
          size: 28,
          splits: (plot) => roomy(crowd?.marks ?? [], plot.width).map(([at]) => at),
          values: (plot) => roomy(crowd?.marks ?? [], plot.width).map(([, label]) => label),
        },
        {
          ...axis,
          ticks: { show: false },
          size: AXIS_WIDTH,
          space: 40,
          incrs: [1, 2, 5, 10, 20, 50]
            .flatMap((step) => [1, 100, 10_000, 1_000_000].map((by) => step * by))
            .sort((a, b) => a - b),
          values: (_plot, splits) => splits.map(short),
        },
      ],
      series: [{}, { stroke: colour("--link"), fill: colour("--tint"), width: 2, points: { show: false } }],
    },
    [[], []],
    place,
  );
  new ResizeObserver(() => {
    if (width() !== plot.width) plot.setSize({ width: width(), height: HEIGHT });
  }).observe(place);
  for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"])
    matchMedia(query).addEventListener("change", () => plot.redraw());
  return {
    show(fresh) {
      crowd = fresh;
      plot.setData([[...fresh.times], [...fresh.counts]]);
    },
  };
}

/** As many marks as do not stand in one another, the last among them. */
export function roomy<Mark>(marks: readonly Mark[], width: number): Mark[] {
  const step = Math.max(1, Math.ceil((marks.length * MARK_WIDTH) / Math.max(1, width - AXIS_WIDTH)));
  return marks.filter((_mark, place) => (marks.length - 1 - place) % step === 0);
}

/** 950, 1.2k, 30k, 1.5M: what fits beside the axis. */
export function short(count: number): string {
  if (count < 1_000) return `${count}`;
  const [by, unit] = count < 1_000_000 ? [1_000, "k"] : [1_000_000, "M"];
  return `${Math.round((count / by) * 10) / 10}${unit}`;
}

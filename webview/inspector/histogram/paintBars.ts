import type { Histogram } from '../../../src/protocol/log';

/** px, at most: few bars do not fill a wide strip. */
const widestBar = 24;
/** px: from here on there is a gap between bars. */
const gapFrom = 4;
/** px: what is there is in sight, however much there is elsewhere. */
const leastHeight = 2;

/** How many bars there are. */
export function barsOf({ series }: Histogram): number {
  return series[0]?.counts.length ?? 0;
}

/** Width of a bar, px, in a strip of this width. */
export function barPixels(bars: number, width: number): number {
  return bars === 0 ? 0 : Math.min(widestBar, width / bars);
}

/** Draws bars, the first series at the bottom, each in its colour; with an outline where colours alone do not tell. */
export function paintBars(
  canvas: HTMLCanvasElement,
  histogram: Histogram | undefined,
  colours: readonly string[],
  outline: string | undefined,
): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (!context || !histogram) return;
  context.scale(ratio, ratio);
  const bars = barsOf(histogram);
  const pixels = barPixels(bars, width);
  const { series } = histogram;
  const totals = Array.from({ length: bars }, (_, i) => series.reduce((sum, { counts }) => sum + (counts[i] as number), 0));
  const most = totals.reduce((a, b) => Math.max(a, b), 1);
  context.lineWidth = 1;
  totals.forEach((total, bar) => {
    if (total === 0) return;
    const left = Math.round(bar * pixels);
    const wide = Math.max(1, Math.round((bar + 1) * pixels) - left - (pixels >= gapFrom ? 1 : 0));
    const whole = Math.max(leastHeight, (total / most) * (height - 1));
    let below = 0;
    series.forEach(({ counts }, i) => {
      const count = counts[bar] as number;
      if (count === 0) return;
      const bottom = height - (below / total) * whole;
      below += count;
      const top = height - (below / total) * whole;
      context.fillStyle = colours[i] ?? '';
      context.fillRect(left, top, wide, bottom - top);
      if (outline === undefined || pixels < gapFrom || bottom - top < leastHeight) return;
      context.strokeStyle = outline;
      context.strokeRect(left + 0.5, top + 0.5, wide - 1, bottom - top - 1);
    });
  });
}

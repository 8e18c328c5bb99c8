/** How a line is told from others. */
export interface LineLook {
  /** Name of a theme colour. */
  colour: string;
  dash: number[];
}

/** Those that themes draw in full: orange is half transparent in some. */
const colours = ['blue', 'yellow', 'green', 'purple', 'red'].map((name) => `--vscode-charts-${name}`);
const dashes: number[][] = [[], [8, 4], [2, 3], [12, 4, 2, 4], [16, 6], [6, 2, 2, 2, 2, 2]];

/** Colours first; with high contrast every line has dashes of its own too, for colours alone tell nothing to some. */
export function lookOf(index: number, highContrast: boolean): LineLook {
  const round = Math.floor(index / colours.length);
  return { colour: colours[index % colours.length] ?? '', dash: dashes[(highContrast ? index : round) % dashes.length] ?? [] };
}

/** Layouts that are remembered. */
const maxEarlier = 8;

/** The layouts of a person with this one before the others. */
export function withLayout(layouts: readonly string[], layout: string): string[] {
  return [layout, ...layouts.filter((other) => other !== layout)].slice(0, maxEarlier);
}

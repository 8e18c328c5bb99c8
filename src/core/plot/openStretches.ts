/** Stretches that are remembered; the oldest go first. */
const maxStretches = 200;

interface Stretch {
  /** Places `[from, to)`. */
  from: number;
  to: number;
  isGuess: boolean;
}

/** Stretches of missing numbers that may still come. */
export class OpenStretches {
  private stretches: Stretch[] = [];

  add(stretch: Stretch): void {
    this.stretches.push(stretch);
    if (this.stretches.length > maxStretches) this.stretches.shift();
  }

  clear(): void {
    this.stretches = [];
  }

  clearGuesses(): void {
    this.stretches = this.stretches.filter(({ isGuess }) => !isGuess);
  }

  /** Takes a place out of those that are missing; undefined where it is none of them. */
  close(place: number): { isGuess: boolean } | undefined {
    const at = this.stretches.findLastIndex(({ from, to }) => from <= place && place < to);
    const stretch = this.stretches[at];
    if (!stretch) return undefined;
    const rest = [
      { ...stretch, to: place },
      { ...stretch, from: place + 1 },
    ];
    this.stretches.splice(at, 1, ...rest.filter(({ from, to }) => from < to));
    return stretch;
  }
}

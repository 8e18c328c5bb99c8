/** What is wrong with a text that a person wrote: a sentence, and the characters `[from, to)` it is about. */
export class TextProblem extends Error {
  constructor(
    message: string,
    readonly from: number,
    readonly to: number,
    /** The sentence names the place, too. */
    readonly saysPlace = false,
  ) {
    super(message);
    this.name = 'TextProblem';
  }
}

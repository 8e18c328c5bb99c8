/** A text of the same length in which ASCII letters are small; all else stays, as in the search over bytes. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

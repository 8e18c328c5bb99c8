/** A text whose placeholders are elements: the pieces between them, and the elements in the order in which the language has them. */
export function filled(text: string, ...parts: readonly unknown[]): unknown[] {
  return text.split(/\{(\d+)\}/).map((piece, index) => (index % 2 === 0 ? piece : parts[Number(piece)]));
}

/** Bytes as text, each of them a character of its own. */
export function ascii(bytes: Uint8Array, from = 0, to = bytes.length): string {
  let text = '';
  for (let at = from; at < to && at < bytes.length; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}

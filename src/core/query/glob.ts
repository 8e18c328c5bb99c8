/** A piece of a pattern: bytes as they are; `*` any, `?` one character, `+` any up to a slash, `#` nothing or a slash and anything. */
export type GlobPart = Uint8Array | '*' | '?' | '+' | '#';

/**
 * The pattern that a text is, with `*` and `?` as file names have them, or, where a whole level between slashes is `+` or the last one
 * `#`, with these as MQTT has them. Undefined for a text without any of them.
 */
export function globOf(text: string, literal: (text: string) => Uint8Array): GlobPart[] | undefined {
  const levels = text.split('/');
  const last = levels.length - 1;
  const isMqtt = /^[+#]$/.test(text) || (last > 0 && (levels.includes('+') || levels[last] === '#'));
  if (!isMqtt && !/[*?]/.test(text)) return undefined;
  const parts: GlobPart[] = [];
  levels.forEach((level, index) => {
    if (isMqtt && index === last && level === '#') return parts.push(last === 0 ? '*' : '#');
    if (index > 0) parts.push(literal('/'));
    if (isMqtt && level === '+') return parts.push('+');
    for (const piece of level.split(/([*?])/)) if (piece !== '') parts.push(piece === '*' || piece === '?' ? piece : literal(piece));
  });
  // A text is what a topic begins with; one character left open changes nothing in that.
  if (!isMqtt && !text.includes('*')) parts.push('*');
  return parts;
}

const any = -1;
const level = -2;
const continuation = -3;
const one = -4;
const rest = -5;
const slash = 0x2f;

/** Tells whether the bytes `[from, to)` are what the pattern says, as a whole; in time that grows with both lengths and no faster. */
export function globTest(parts: readonly GlobPart[]): (bytes: Uint8Array, from: number, to: number) => boolean {
  // Each operation is a byte that has to stand there, or one of the above; the first three may be met any number of times.
  const operations = parts.flatMap((part) => {
    if (typeof part !== 'string') return [...part];
    return { '*': [any], '+': [level], '?': [one, continuation], '#': [rest, any] }[part];
  });
  const end = operations.length;
  const start = operations.findIndex((operation) => operation < 0);
  const reach = (states: Uint8Array, first: number) => {
    let state = first;
    states[state] = 1;
    for (let operation = operations[state]; operation !== undefined && operation < 0 && operation >= continuation;) {
      states[++state] = 1;
      operation = operations[state];
    }
  };
  let states = new Uint8Array(end + 1);
  let next = new Uint8Array(end + 1);
  return (bytes, from, to) => {
    const literals = start < 0 ? end : start;
    if (to - from < literals) return false;
    for (let i = 0; i < literals; i++) if (bytes[from + i] !== operations[i]) return false;
    states.fill(0);
    reach(states, literals);
    for (let at = from + literals; at < to; at++) {
      if (operations[end - 1] === any && states[end - 1] === 1) return true;
      const byte = bytes[at] as number;
      next.fill(0);
      for (let state = literals; state < end; state++) {
        if (states[state] === 0) continue;
        const operation = operations[state] as number;
        if (operation === byte || operation === one || (operation === rest && byte === slash)) reach(next, state + 1);
        else if (operation === any || (operation === level && byte !== slash) || (operation === continuation && (byte & 0xc0) === 0x80))
          reach(next, state);
      }
      [states, next] = [next, states];
    }
    return states[end] === 1 || (operations[end - 2] === rest && states[end - 2] === 1);
  };
}

import type { Decoded, ValueNode } from '../../src/protocol/decoding';

const brackets: Partial<Record<ValueNode['kind'], [string, string]>> = {
  array: ['[', ']'],
  map: ['{', '}'],
  object: ['(', ')'],
  tagged: ['(', ')'],
};

/** A decoded value as a line that tells all of it: what the format calls it first, `!` before the key of a duplicate. */
export function shown(node: ValueNode | undefined): string {
  if (!node) return 'nothing';
  const { kind, text, type, entries, whole } = node;
  const [open, close] = brackets[kind] ?? ['', ''];
  if (!open)
    return kind === 'string'
      ? JSON.stringify(text)
      : kind === 'bytes'
        ? `<${text}>`
        : kind === 'null'
          ? 'null'
          : kind === 'reference'
            ? `→${text}`
            : String(text);
  const all = (entries ?? []).map(
    ({ key, value, duplicate }) =>
      `${duplicate ? '!' : ''}${key === undefined ? '' : `${typeof key === 'string' ? key : shown(key)}: `}${shown(value)}`,
  );
  if (whole !== undefined && whole > all.length) all.push(`… of ${whole}`);
  return `${kind === 'object' ? (text ?? '') : kind === 'tagged' || (type !== undefined && type !== 'list' && type !== 'dict') ? (type ?? '') : ''}${open}${all.join(', ')}${close}`;
}

/** How deep containers are inside one another. */
export function depthOf(node: ValueNode): number {
  let depth = 0;
  for (let level = [node]; level.length > 0; depth++) level = level.flatMap(({ entries }) => entries?.map(({ value }) => value) ?? []);
  return depth;
}

/** How many values there are. */
export function countOf(node: ValueNode): number {
  let count = 0;
  for (const pending = [node]; pending.length > 0; count++) for (const { value } of pending.pop()?.entries ?? []) pending.push(value);
  return count;
}

/** The decoder, and those of what lies inside. */
export function decodersOf(decoded: Decoded): string {
  return decoded.inner ? `${decoded.decoder} > ${decodersOf(decoded.inner)}` : decoded.decoder;
}

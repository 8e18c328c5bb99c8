import type { ValueEntry, ValueNode } from '../../../protocol/decoding';

const mark = 'call ';

/** The type of a container that holds the arguments of a call, until `withoutCalls` has made a value of it. */
export const callType = (name: string) => `${mark}${name}`;

/** Calls that make a value of their first argument, which says all: `np.float64(1.5)`, `array([1, 2], dtype=int8)`. */
const ofFirst =
  /(?:^|\.)(?:array|ndarray|tensor|u?int\d*|float\d*|bool_?|str_?|bytes_?|bytearray|Decimal|UUID|Timestamp|datetime64|set|frozenset|deque|Counter|OrderedDict|dict|list|tuple|mappingproxy)$/;
const times = /(?:^|\.)(?:datetime|date|time)$/;
const sets = /(?:^|\.)(set|frozenset)$/;

/** The values for which Python's calls stand: times as ISO 8601, pairs of an `OrderedDict` as a map, others by the name of what is called. */
export function withoutCalls(node: ValueNode): ValueNode {
  for (const entry of node.entries ?? []) entry.value = withoutCalls(entry.value);
  if (!node.type?.startsWith(mark)) return node;
  const name = node.type.slice(mark.length);
  const called: ValueNode = { ...node, type: name };
  const parts = (node.entries ?? []).map(({ value }) => value);
  const [first, second] = parts;
  if (node.kind === 'map' || !first) return called;
  const text = times.test(name) ? timeText(name, parts) : undefined;
  if (text !== undefined) return { kind: 'string', text, type: name, ...rangeOf(node) };
  if (/(?:^|\.)defaultdict$/.test(name) && second?.kind === 'map') return { ...second, ...rangeOf(node) };
  if (!ofFirst.test(name)) return called;
  const pairs = /OrderedDict$/.test(name) ? mapOf(first) : undefined;
  const [, set] = sets.exec(name) ?? [];
  return { ...(pairs ?? first), ...(set === undefined ? {} : { type: set }), ...rangeOf(node) };
}

const rangeOf = ({ range }: ValueNode) => (range ? { range } : {});

function mapOf({ kind, entries = [] }: ValueNode): ValueNode | undefined {
  const pairs = entries.map(({ value }) => value.entries ?? []);
  if (kind !== 'array' || !pairs.every(({ length }) => length === 2)) return undefined;
  return {
    kind: 'map',
    entries: pairs.map(([key, value]): ValueEntry => {
      const name = (key as ValueEntry).value;
      return { key: name.kind === 'string' ? (name.text ?? '') : name, value: (value as ValueEntry).value };
    }),
  };
}

/** `datetime.datetime(2024, 1, 2, 3, 4)` as a time; undefined where the arguments are others. */
function timeText(name: string, parts: readonly ValueNode[]): string | undefined {
  if (!parts.every(({ kind }) => kind === 'integer')) return undefined;
  const numbers = parts.map(({ text = '' }) => text);
  const two = (text = '0') => text.padStart(2, '0');
  const isTime = /(?:^|\.)time$/.test(name);
  const [year = '', month, day, ...rest] = isTime ? ['', '', '', ...numbers] : numbers;
  if (!isTime && (numbers.length < 3 || numbers.length > 7)) return undefined;
  const date = `${year.padStart(4, '0')}-${two(month)}-${two(day)}`;
  if (/(?:^|\.)date$/.test(name)) return date;
  const [hour, minute, second, micros] = rest;
  const time = `${two(hour)}:${two(minute)}:${two(second)}${micros === undefined ? '' : `.${micros.padStart(6, '0')}`}`;
  return isTime ? time : `${date}T${time}`;
}

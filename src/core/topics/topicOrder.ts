import { mergeStepwise, sortStepwise } from '../base/stepwiseSort';
import type { NodeId, TopicTree } from './topicTree';

/** Characters of a label that are ordered as people expect it; what is behind them is ordered as it is written. */
const maxOrdered = 128;
/** The printable ASCII characters that are neither digits nor letters, in the order of dictionaries (Unicode's root collation). */
const marks = ' _-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$';

/** By character: its place among marks, digits and letters, which are the same in either case. */
const places = new Uint8Array(128);
for (const [place, mark] of [...marks].entries()) places[mark.charCodeAt(0)] = place + 1;
const digitPlace = marks.length + 1;
for (let letter = 0; letter < 26; letter++) {
  places[0x61 + letter] = digitPlace + 1 + letter;
  places[0x41 + letter] = digitPlace + 1 + letter;
}

/**
 * What to order a label by, as a plain text: numbers by their value, letters in either case and with any accent alike, marks first; what is
 * equal then, small letters first. Made once for a label, in time that its length bounds: comparing by `Intl.Collator` takes milliseconds
 * where a label is made of marks that combine.
 */
export function orderKey(label: string): string {
  const head = label.slice(0, maxOrdered);
  const text = /^[\0-\x7f]*$/.test(head)
    ? head
    : head
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .toLowerCase();
  let key = '';
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) {
      key += String.fromCharCode(code < 128 ? (places[code] as number) : code);
      at++;
      continue;
    }
    let end = at;
    while (isDigit(text.charCodeAt(end))) end++;
    while (at < end - 1 && text[at] === '0') at++;
    key += String.fromCharCode(digitPlace, end - at) + text.slice(at, end);
    at = end;
  }
  return `${key}\0${swapCase(label)}`;
}

const isDigit = (code: number) => code >= 0x30 && code <= 0x39;

function swapCase(text: string): string {
  return text.replace(/[A-Z]+|[a-z]+/g, (letters) => (letters < 'a' ? letters.toLowerCase() : letters.toUpperCase()));
}

interface Ordered {
  node: NodeId;
  key: string;
}

const byKey = (a: Ordered, b: Ordered) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** The children of a tree's nodes in order. What takes long is done in steps. */
export class TopicOrder {
  /** In alphabetical order, by parent; children that came since are put in when it is asked for again. */
  private readonly known = new Map<NodeId, Ordered[]>();
  private readonly decoder = new TextDecoder();

  constructor(private readonly tree: TopicTree) {}

  *byLabel(parent: NodeId): Generator<void, NodeId[]> {
    const known = this.known.get(parent) ?? [];
    const total = this.tree.childCount(parent);
    let order = known;
    if (known.length < total) {
      const added: Ordered[] = [];
      for (const node of this.tree.newestChildren(parent, total - known.length)) {
        added.push({ node, key: orderKey(this.decoder.decode(this.tree.partOf(node))) });
        if (added.length % 100 === 0) yield;
      }
      order = yield* mergeStepwise(known, yield* sortStepwise(added, byKey), byKey);
      this.known.set(parent, order);
    }
    const nodes: NodeId[] = [];
    for (const { node } of order) if (nodes.push(node) % 10_000 === 0) yield;
    return nodes;
  }

  /** The largest or latest first. */
  *byValue(parent: NodeId, value: 'messages' | 'lastTime'): Generator<void, NodeId[]> {
    const valued: { node: NodeId; value: number }[] = [];
    for (const node of this.tree.newestChildren(parent, this.tree.childCount(parent)))
      if (valued.push({ node, value: this.tree.valueOf(node, value) }) % 1000 === 0) yield;
    const order = yield* sortStepwise(valued, (a, b) => b.value - a.value);
    const nodes: NodeId[] = [];
    for (const { node } of order) if (nodes.push(node) % 10_000 === 0) yield;
    return nodes;
  }
}

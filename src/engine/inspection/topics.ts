import type { Segment } from '../../core/capture/segment';
import { IN, OUT } from '../../core/capture/segment';
import { visibleText } from '../../core/base/preview';
import { toHex, utf8 } from '../../core/base/bytes';
import { topicLength } from '../../core/socket/topicLength';
import { socketTypes } from '../../core/socket/socketTypes';
import type { NodeId } from '../../core/topics/topicTree';
import { TopicTree } from '../../core/topics/topicTree';
import type { TopicList, TopicListParams, TopicNode } from '../../protocol/topics';
import type { Log } from './log';
import type { LogReader } from './logReader';
import { clipped, type Previews } from './previews';

/** Longest stretch of counting without returning to the event loop, ms. */
const slice = 8;
/** Records counted before the clock is read again. */
const stride = 8 * 1024;
/** How long after the last question counting goes on as records arrive, ms. */
const attention = 5000;
const previewLength = 80;
const defaultSeparators = ['.', '/', ':'];
const collator = new Intl.Collator('en', { numeric: true });

/**
 * Counts messages by topic. It reads the log: while somebody looks as records arrive, and otherwise not before records are about to be
 * evicted, so that no message is missed and the receive path has nothing to do with it.
 */
export class Topics {
  private tree: TopicTree;
  private separators = defaultSeparators;
  /** Number of the next record to count. */
  private next = 1;
  private asked = -Infinity;
  private ticked = performance.now();
  private counting = false;
  /** Nobody looked for a while. */
  private isBehind = true;
  /** Children in alphabetical order, by parent; as long as there are as many. */
  private readonly orders = new Map<NodeId, NodeId[]>();

  constructor(
    private readonly log: Log,
    private readonly reader: LogReader,
    private readonly previews: Previews,
  ) {
    this.tree = new TopicTree(bytesOf(this.separators));
    log.capture.onLeave = (segment) => this.countUpTo(segment, segment.endNumber);
  }

  /** One character each. */
  configure(separators: string[]): void {
    if (separators.join('\0') === this.separators.join('\0')) return;
    this.separators = separators;
    this.tree = this.tree.regrouped(bytesOf(separators));
    this.orders.clear();
  }

  /** Begins to count anew, with the next message. */
  reset(): void {
    this.tree = new TopicTree(bytesOf(this.separators));
    this.orders.clear();
    this.next = this.log.capture.end;
  }

  /** Once a second. */
  tick(): void {
    const now = performance.now();
    if (now - this.asked > attention) return;
    this.count();
    if (this.counting) return;
    this.tree.tick((now - this.ticked) / 1000);
    this.ticked = now;
  }

  find(prefix: string, count: number): string[] {
    this.ask();
    return this.tree.topicsWith(new TextEncoder().encode(prefix), count).flatMap((topic) => utf8(topic) ?? []);
  }

  async list({ parent = new Uint8Array(0), from, count, sort = 'label' }: TopicListParams): Promise<TopicList> {
    this.ask();
    const { tree } = this;
    const node = tree.node(parent);
    const ids = node === undefined ? [] : this.sorted(node, sort).slice(from, from + count);
    const nodes = ids.map((id) => this.nodeOf(id));
    const previews = await this.previews.of(nodes.map(({ last }) => last.number));
    for (const { last } of nodes)
      last.preview = clipped((previews.get(last.number) ?? this.reader.row(last.number))?.preview ?? '', previewLength);
    return { nodes, total: node === undefined ? 0 : tree.childCount(node), beyondLimit: tree.beyondLimit, uncounted: this.uncounted };
  }

  private get uncounted(): number {
    const { first, end } = this.log.capture;
    return end - Math.max(this.next, first);
  }

  private ask(): void {
    const now = performance.now();
    this.isBehind ||= now - this.asked > attention;
    this.asked = now;
    this.count();
  }

  private nodeOf(id: NodeId): TopicNode {
    const { tree } = this;
    const { lastTime, lastRecord, ...totals } = tree.totalsOf(id);
    const part = tree.partOf(id);
    const text = utf8(part);
    return {
      path: tree.pathOf(id),
      label: part.length === 0 ? '(empty)' : text === undefined ? `0x${toHex(part)}` : visibleText(text),
      children: tree.childCount(id),
      ...totals,
      last: { time: lastTime, number: lastRecord, preview: '' },
    };
  }

  private sorted(parent: NodeId, sort: NonNullable<TopicListParams['sort']>): NodeId[] {
    const { tree } = this;
    if (sort !== 'label') {
      const key = sort === 'messages' ? 'messages' : 'lastTime';
      return tree
        .childrenOf(parent)
        .map((id) => ({ id, value: tree.totalsOf(id)[key] }))
        .sort((a, b) => b.value - a.value)
        .map(({ id }) => id);
    }
    const known = this.orders.get(parent);
    if (known?.length === tree.childCount(parent)) return known;
    const decoder = new TextDecoder();
    const labelled = tree.childrenOf(parent).map((id) => ({ id, label: decoder.decode(tree.partOf(id)) }));
    const order = labelled.sort((a, b) => collator.compare(a.label, b.label)).map(({ id }) => id);
    this.orders.set(parent, order);
    return order;
  }

  /** Counts all there is, in slices. */
  private count(): void {
    if (this.counting) return;
    this.counting = true;
    const step = () => {
      if (!this.countSlice()) {
        setImmediate(step);
        return;
      }
      this.counting = false;
      if (this.isBehind) this.beginRates();
    };
    step();
  }

  /** What came while nobody looked is no news of this second. */
  private beginRates(): void {
    this.isBehind = false;
    this.tree.tick(1);
    this.tree.tick(1);
    this.ticked = performance.now();
  }

  private countSlice(): boolean {
    const { capture } = this.log;
    const end = performance.now() + slice;
    while (this.next < capture.end) {
      this.next = Math.max(this.next, capture.first);
      const segment = capture.segmentOf(this.next);
      if (!segment) return true;
      this.countUpTo(segment, Math.min(segment.endNumber, this.next + stride));
      if (performance.now() > end) return this.next >= capture.end;
    }
    return true;
  }

  /** Counts those of a segment's records that are not counted yet and have a lower number than `end`. */
  private countUpTo(segment: Segment, end: number): void {
    const { tree } = this;
    const { sockets } = this.log;
    for (let row = Math.max(0, this.next - segment.firstNumber); row < end - segment.firstNumber; row++) {
      const type = sockets[segment.socketOf(row)]?.type;
      if (!type || !socketTypes[type].topics) continue;
      // The other way XPUB and XSUB carry subscriptions.
      if (segment.directionOf(row) !== (type === 'sub' || type === 'xsub' ? IN : OUT)) continue;
      const from = segment.startOf(row);
      const length = topicLength(segment.bytes, from, segment.firstFrameEnd(row), segment.framesOf(row));
      if (length >= 0) tree.add(segment.bytes, from, from + length, segment.keptOf(row), segment.timeOf(row), segment.firstNumber + row);
    }
    this.next = Math.max(this.next, end);
  }
}

function bytesOf(separators: readonly string[]): number[] {
  return separators.map((separator) => separator.charCodeAt(0));
}

import { t } from '@vscode/l10n';
import type { Segment } from '../../core/capture/segment';
import type { Consumer, FollowedRecords, Follower, Progress } from '../../core/capture/follower';
import { carriesTopics } from '../../core/capture/sources';
import type { Sources } from '../../core/capture/sources';
import { visibleText } from '../../core/base/preview';
import { toHex, utf8 } from '../../core/base/bytes';
import { topicLengthOf } from '../../core/capture/topicOfRow';
import { FirstFrames } from '../../core/topics/firstFrames';
import { TopicOrder } from '../../core/topics/topicOrder';
import { root, TopicTree, type Mistaken, type NodeId } from '../../core/topics/topicTree';
import type { ChangingFrames, TopicList, TopicListParams, TopicNode } from '../../protocol/topics';
import { inSlices } from '../process/inSlices';
import type { Pulse, Worker } from '../process/pulse';
import type { RecordRows } from './recordRows';
import { clipped, type Previews } from './previews';

/** How long after the last question counting goes on as records arrive, ms. */
const attention = 5000;
const previewLength = 80;
/** Longest stretch of counting without returning to the event loop, ms. */
const slice = 8;
/** Sources without topics that are listed. */
const maxChanging = 100;
const defaultSeparators = ['.', '/', ':'];

/**
 * Counts messages by topic. It reads the log: while somebody looks as records arrive, and otherwise not before records are about to be
 * evicted, so that no message is missed and the receive path has nothing to do with it.
 */
export class Topics implements Consumer, Worker {
  readonly stride = 8 * 1024;
  readonly readsAll = true;
  private readonly follower: Follower;
  private readonly leave: () => void;
  private tree: TopicTree;
  private separators = defaultSeparators;
  private asked = -Infinity;
  private ticked = performance.now();
  /** Nobody looked for a while. */
  private isBehind = true;
  private order: TopicOrder;
  private firstFrames = this.beginTelling();
  /** What was counted by other separators is being parted anew. */
  private regrouping: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly records: FollowedRecords,
    private readonly sources: Sources,
    private readonly rows: RecordRows,
    private readonly previews: Previews,
    private readonly pulse: Pulse,
  ) {
    this.tree = new TopicTree(bytesOf(this.separators));
    this.order = new TopicOrder(this.tree);
    this.follower = records.follow(this);
    this.leave = pulse.add(this);
  }

  dispose(): void {
    this.leave();
    this.follower.close();
  }

  /** One character each. */
  configure(separators: string[]): void {
    if (separators.join('\0') === this.separators.join('\0')) return;
    this.separators = separators;
    this.makeAnew();
  }

  private makeAnew(without?: Mistaken): void {
    const before = this.tree;
    const tree = this.begin();
    this.regrouping = this.regrouping.then(() => inSlices(tree.absorb(before, without)));
  }

  private beginTelling(): FirstFrames {
    return new FirstFrames(
      (mistaken) => this.makeAnew(mistaken),
      (held, key, messages) => {
        const { tree } = this;
        this.regrouping = this.regrouping.then(() => inSlices(tree.absorbBehind(held, key, messages)));
      },
    );
  }

  private begin(): TopicTree {
    this.tree = new TopicTree(bytesOf(this.separators));
    this.order = new TopicOrder(this.tree);
    return this.tree;
  }

  /** Begins to count anew, with the next message. */
  reset(): void {
    this.begin();
    this.firstFrames = this.beginTelling();
    this.follower.skipTo(this.records.end);
  }

  /** Counts the records that are there now. */
  async catchUp(): Promise<void> {
    const { end } = this.records;
    for (let progress: Progress = 'more'; progress !== 'idle' && this.follower.cursor < end;) {
      const until = performance.now() + slice;
      progress = this.follower.run(() => performance.now() > until);
      await (progress === 'more' ? new Promise((resolve) => setImmediate(resolve)) : progress);
    }
  }

  /** Once a second. */
  tick(): void {
    if (!this.isAttended) return;
    this.pulse.workFirst(this);
    if (this.follower.unread > 0) return;
    const now = performance.now();
    this.tree.tick((now - this.ticked) / 1000);
    this.ticked = now;
  }

  async find(prefix: string, count: number): Promise<string[]> {
    this.ask();
    await this.regrouping;
    const topics = await inSlices(this.tree.topicsWith(new TextEncoder().encode(prefix), count));
    return topics.flatMap((topic) => utf8(topic) ?? []);
  }

  async list({ parent = new Uint8Array(0), from, count, sort = 'label' }: TopicListParams): Promise<TopicList> {
    this.ask();
    await this.regrouping;
    const { tree, order } = this;
    const node = tree.node(parent);
    const sorting = (parent: NodeId) =>
      sort === 'label' ? order.byLabel(parent) : order.byValue(parent, sort === 'last' ? 'lastTime' : 'messages');
    const ids = node === undefined ? [] : (await inSlices(sorting(node))).slice(from, from + count);
    const nodes = ids.map((id) => nodeOf(tree, id));
    const changing = node === root ? this.changing() : [];
    const shown = [...nodes, ...changing];
    const previews = await this.previews.of(shown.map(({ last }) => last.number));
    for (const { last } of shown)
      last.preview = clipped((previews.get(last.number) ?? (await this.rows.row(last.number)))?.preview ?? '', previewLength);
    return {
      nodes,
      total: node === undefined ? 0 : tree.childCount(node),
      ...(changing.length > 0 ? { changing } : {}),
      beyondLimit: tree.beyondLimit,
      uncounted: this.uncounted,
    };
  }

  private changing(): ChangingFrames[] {
    return [...this.firstFrames.changing]
      .sort((a, b) => b.messages - a.messages)
      .slice(0, maxChanging)
      .map(({ id, name, messages, bytes, lastTime, lastRecord }) => ({
        socket: id,
        socketName: name,
        messages,
        bytes,
        last: { time: lastTime, number: lastRecord, preview: '' },
      }));
  }

  private get uncounted(): number {
    return this.follower.unread;
  }

  private ask(): void {
    const now = performance.now();
    this.isBehind ||= !this.isAttended;
    this.asked = now;
    this.pulse.workFirst(this);
  }

  private get isAttended(): boolean {
    return performance.now() - this.asked <= attention;
  }

  /** Counts while somebody looks. */
  run(outOfTime: () => boolean): Progress {
    if (!this.isAttended) return 'idle';
    const progress = this.follower.run(outOfTime);
    if (progress === 'idle' && this.isBehind) this.beginRates();
    return progress;
  }

  /** What came while nobody looked is no news of this second. */
  private beginRates(): void {
    this.isBehind = false;
    this.tree.tick(1);
    this.tree.tick(1);
    this.ticked = performance.now();
  }

  take(segment: Segment, from: number, to: number): void {
    const { sources, firstFrames } = this;
    const { bytes } = segment;
    for (let row = from; row < to; row++) {
      const source = sources.of(segment.sourceOf(row));
      if (!carriesTopics(source.type, segment.directionOf(row))) continue;
      const start = segment.startOf(row);
      const frames = segment.framesOf(row);
      const length = topicLengthOf(segment, row, source.topicEnds);
      if (length < 0) continue;
      const end = start + length;
      const time = segment.timeOf(row);
      const number = segment.firstNumber + row;
      const size = segment.keptOf(row);
      // What is first of several may be anything.
      if (frames > 1 && !firstFrames.isTopic(source.whole ?? source, bytes, start, end, size, time, number)) continue;
      this.tree.add(bytes, start, end, size, time, number);
    }
  }
}

function bytesOf(separators: readonly string[]): number[] {
  return separators.map((separator) => separator.charCodeAt(0));
}

function nodeOf(tree: TopicTree, id: NodeId): TopicNode {
  const { lastTime, lastRecord, ...totals } = tree.totalsOf(id);
  const part = tree.partOf(id);
  const text = utf8(part);
  return {
    path: tree.pathOf(id),
    label: part.length === 0 ? t('(empty)') : text === undefined ? `0x${toHex(part)}` : visibleText(text),
    children: tree.childCount(id),
    ...totals,
    last: { time: lastTime, number: lastRecord, preview: '' },
  };
}

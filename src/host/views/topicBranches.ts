import { toHex } from '../../core/base/bytes';
import type { ChangingFrames, TopicList, TopicListParams, TopicNode } from '../../protocol/topics';

/** An element of the tree `Topics`. */
export type TopicElement = TopicEntry | ChangingEntry | MoreTopics;
export interface TopicEntry {
  kind: 'topic';
  /** The same for the same topic as long as the tree lives. */
  id: string;
  topic: TopicNode;
}
/** A socket whose first frames are no topics. */
export interface ChangingEntry {
  kind: 'changing';
  id: string;
  frames: ChangingFrames;
}
/** Stands for the children of a node that are not listed yet. */
export interface MoreTopics {
  kind: 'moreTopics';
  id: string;
  parent?: TopicEntry;
  shown: number;
  total: number;
}

const kinds: readonly unknown[] = ['topic', 'changing', 'moreTopics'] satisfies TopicElement['kind'][];

/** Tells elements of the tree from argument objects of commands, which know neither of these two fields. */
export function isTopicElement(value: unknown): value is TopicElement {
  return typeof value === 'object' && value !== null && 'kind' in value && kinds.includes(value.kind) && 'id' in value;
}

export type TopicSort = NonNullable<TopicListParams['sort']>;

/** Children that are asked for at once, and listed more by each `Show more`. */
export const pageSize = 500;

interface Branch {
  parent: TopicEntry | undefined;
  /** How many children are wanted. */
  wanted: number;
  entries: TopicEntry[];
  changing: ChangingEntry[];
  more: MoreTopics | undefined;
  isFetched: boolean;
  isExpanded: boolean;
}

/**
 * The part of the topics that the tree shows: the children of nodes that were opened, a page of each. An entry stays the same
 * object as long as its topic is listed: VS Code knows elements by identity.
 */
export class TopicBranches {
  private branches = new Map<string, Branch>();
  /** Records of the log when all was asked for last; undefined where it must be asked for anyway. */
  private askedAt: number | undefined;
  private latest: Pick<TopicList, 'beyondLimit' | 'uncounted'> = { beyondLimit: 0, uncounted: 0 };

  constructor(private readonly list: (params: TopicListParams) => Promise<TopicList>) {}

  /** Messages that are in no node, as told last. */
  get missing(): Pick<TopicList, 'beyondLimit' | 'uncounted'> {
    return this.latest;
  }

  /** What is listed below a node, or at the top. */
  async children(parent: TopicEntry | undefined, sort: TopicSort): Promise<TopicElement[]> {
    const branch = this.branchOf(parent);
    if (!branch.isFetched || !branch.isExpanded) await this.fetch(branch, sort);
    branch.isExpanded = true;
    return elementsOf(branch);
  }

  /** The branches on the screen, with what they list. */
  open(): { parent: TopicEntry | undefined; elements: TopicElement[] }[] {
    const open: Branch[] = [];
    const visit = (branch: Branch): void => {
      open.push(branch);
      this.expandedBelow(branch).forEach(visit);
    };
    visit(this.branchOf(undefined));
    return open.map((branch) => ({ parent: branch.parent, elements: elementsOf(branch) }));
  }

  /**
   * Asks anew for what is on the screen, unless it cannot differ from the last answers.
   * @param appended records that the log has had, where that is known
   */
  async refresh(sort: TopicSort, appended?: number): Promise<void> {
    if (appended !== undefined && appended === this.askedAt && !this.isMoving()) return;
    // Before the answers: what is wanted besides while they are on their way is asked for with the next refresh.
    this.askedAt = appended;
    const visit = async (branch: Branch): Promise<void> => {
      await this.fetch(branch, sort);
      for (const below of this.expandedBelow(branch)) await visit(below);
    };
    try {
      await visit(this.branchOf(undefined));
    } catch (error) {
      this.outdate();
      throw error;
    }
  }

  /** The next refresh asks in any case. */
  outdate(): void {
    this.askedAt = undefined;
  }

  /** Rates fall, and counting goes on, while nothing arrives. */
  private isMoving(): boolean {
    return (
      this.latest.uncounted > 0 ||
      this.open().some(({ elements }) => elements.some((element) => element.kind === 'topic' && element.topic.perSecond > 0))
    );
  }

  /** From now on one page more of the node's children is listed. */
  showMore(parent: TopicEntry | undefined): void {
    this.branchOf(parent).wanted += pageSize;
    this.outdate();
  }

  /** What lies below a node comes to the screen, or leaves it. VS Code does not ask again for what it had listed before. */
  setExpanded({ id }: TopicEntry, isExpanded: boolean): void {
    const branch = this.branches.get(id);
    if (branch) branch.isExpanded = isExpanded;
    if (isExpanded) this.outdate();
  }

  clear(): void {
    this.outdate();
    this.branches = new Map();
    this.latest = { beyondLimit: 0, uncounted: 0 };
  }

  private branchOf(parent: TopicEntry | undefined): Branch {
    const id = parent?.id ?? '';
    const known = this.branches.get(id);
    if (known) return known;
    const branch: Branch = { parent, wanted: pageSize, entries: [], changing: [], more: undefined, isFetched: false, isExpanded: false };
    this.branches.set(id, branch);
    return branch;
  }

  private expandedBelow({ entries }: Branch): Branch[] {
    return entries.flatMap(({ id }) => {
      const below = this.branches.get(id);
      return below?.isExpanded ? [below] : [];
    });
  }

  private async fetch(branch: Branch, sort: TopicSort): Promise<void> {
    const { parent, wanted } = branch;
    const nodes: TopicNode[] = [];
    let total = 0;
    let changing: readonly ChangingFrames[] = [];
    do {
      const answer = await this.list({ ...(parent ? { parent: parent.topic.path } : {}), from: nodes.length, count: pageSize, sort });
      this.latest = answer;
      total = answer.total;
      changing = answer.changing ?? [];
      nodes.push(...answer.nodes);
      if (answer.nodes.length < pageSize) break;
    } while (nodes.length < wanted);
    const known = new Map(branch.entries.map((entry) => [entry.id, entry]));
    const entries = nodes.map((topic): TopicEntry => {
      const id = idOf(topic);
      const entry = known.get(id) ?? { kind: 'topic', id, topic };
      entry.topic = topic;
      return entry;
    });
    // What moved from one page to the next between two answers stands in both.
    branch.entries = [...new Map(entries.map((entry) => [entry.id, entry])).values()];
    const before = new Map(branch.changing.map((entry) => [entry.id, entry]));
    branch.changing = changing.map((frames): ChangingEntry => {
      const id = `changing/${frames.socket}`;
      return Object.assign(before.get(id) ?? { kind: 'changing' as const, id, frames }, { frames });
    });
    branch.isFetched = true;
    const shown = branch.entries.length;
    branch.more = nodes.length < total ? { kind: 'moreTopics', id: `${parent?.id ?? ''}/more`, parent, shown, total } : undefined;
  }
}

/** A topic may have the same bytes as a node that others lie below, `a` and `a` of `a.b`, where nothing parts them. */
function idOf({ path, children }: TopicNode): string {
  return `${toHex(path)}${children > 0 ? '' : '='}`;
}

function elementsOf({ entries, changing, more }: Branch): TopicElement[] {
  return [...entries, ...(more ? [more] : []), ...changing];
}

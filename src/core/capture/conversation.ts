import { idTag } from '../protocols/tags';
import type { IN, OUT } from './segment';

/** A message of a conversation: the number of its record, and when it came or went, ms. */
export interface Said {
  number: number;
  time: number;
  /** What it may be known by, and what the message that it answers may be. */
  own?: string | undefined;
  answered?: string | undefined;
}

/** What is found out about records; of each the last word counts. */
export interface Findings {
  /** It asks, and nothing has answered it. */
  request(number: number): void;
  /** One answers the other; `further` where another reply did so before. */
  pair(request: number, reply: number, further: boolean): void;
  /** It asks or answers, and which reply or request belongs to it cannot be told. */
  untold(number: number, role: 'request' | 'reply'): void;
  /** Nothing belongs to it, or whether something does cannot be told. */
  unpaired(number: number): void;
}

/** Requests and replies of one conversation that are remembered while it is open what belongs together. */
const maxRemembered = 10_000;
/** A further reply comes no later after the one before, ms: what comes out of a silence may be anything. */
const furtherTime = 1000;
/** A request is given up when its peer has been silent for longer than so many times the longest answer known, and this long at least, ms. */
const manyTimes = 10;
const leastPatience = 100;
/** The same where no answer is known. */
const patience = 10_000;
/** Answered requests whose tags are remembered. */
const maxTags = 256;
/** Replies in turn that show that an earlier one was lost. */
const turnsThatTell = 5;

/**
 * Requests and replies of two sides that nothing but their order tells apart, or a tag that a reply repeats. What is certain: the reply to
 * the only request that waits, and one whose tag only one request has. Of several others that wait replies are told by order when as many came
 * as were asked for. Where counts disagree it stays untold.
 */
export class Conversation {
  /** Since nothing waited: several requests, and their replies. Undefined where one waits, or none. */
  private several?: {
    requests: Said[];
    /** Those by their tags; undefined where two have it. */
    tagged: Map<string, Said | undefined>;
    replies: Said[];
    /** Requests that were said to be untold. */
    told: number;
    overrun: boolean;
  };
  /** Requests that wait for a reply, going by their count. */
  private waiting = 0;
  /** The newest request. */
  private request: Said = { number: 0, time: 0 };
  private replyTime = -Infinity;
  /** Replies to the newest request, and the most that one had. */
  private replies = 0;
  private mostReplies = 1;
  /** What was paired by order just now: one reply more, and it was wrong. */
  private settled?: { requests: Said[]; replies: Said[] };
  /** How long an answer takes at most, ms; 0: not known. */
  private slowest = 0;
  /** Requests that were answered, by their tags, the newest last. */
  private readonly answered = new Map<string, number>();
  /** Until then replies to requests that were given up may come, ms. */
  private doubtUntil = -Infinity;

  constructor(
    /** The side that asks: the one that began. */
    readonly asker: typeof IN | typeof OUT,
  ) {}

  /** Messages that are remembered. */
  get remembered(): number {
    return (this.several?.requests.length ?? 0) + (this.several?.replies.length ?? 0);
  }

  ask(said: Said, findings: Findings): void {
    if (this.waiting > 0 && said.time - this.request.time > this.patience) this.giveUp(said.time);
    findings.request(said.number);
    this.replies = 0;
    this.settled = undefined;
    if (this.waiting++ === 0 && !this.several) {
      this.request = said;
      return;
    }
    if (!this.several) {
      this.several = { requests: [], tagged: new Map(), replies: [], told: 0, overrun: false };
      this.rememberRequest(this.several, this.request);
    }
    this.request = said;
    this.rememberRequest(this.several, said);
  }

  answer(said: Said, findings: Findings): void {
    if (this.answerByTag(said, findings)) return;
    if (this.waiting === 0) this.answerFurther(said, findings);
    else if (this.several) this.answerOneOfSeveral(this.several, said, findings);
    else this.answerTheOne(said, findings);
    this.replyTime = said.time;
  }

  /** No longer remembers what it would take to tell its requests apart. */
  forget(): void {
    if (!this.several) return;
    this.several.requests = [];
    this.several.tagged.clear();
    this.several.replies = [];
    this.several.overrun = true;
  }

  /** Whether the tag of a reply tells what it answers. */
  private answerByTag(said: Said, findings: Findings): boolean {
    const { answered: tag, number, time } = said;
    if (tag === undefined) return false;
    const { several } = this;
    const waits = several ? several.tagged.has(tag) : this.waiting > 0 && this.request.own === tag;
    const request = several ? several.tagged.get(tag) : this.request;
    if (waits && request) {
      findings.pair(request.number, number, false);
      this.learn(time - request.time);
      this.rememberTag(tag, request.number);
      this.leaveOut(request, tag);
      this.replyTime = time;
      return true;
    }
    const earlier = waits ? undefined : this.answered.get(tag);
    // Ids of two requests were repeated, so this belongs to none of those that wait.
    const isOfNone = !waits && this.answered.size > 1 && isId(tag) && isId(this.request.own);
    if (earlier === undefined && !isOfNone) return false;
    if (earlier === undefined || time - this.replyTime > furtherTime) findings.unpaired(number);
    else findings.pair(earlier, number, true);
    this.replyTime = time;
    return true;
  }

  private rememberTag(tag: string, request: number): void {
    this.answered.delete(tag);
    this.answered.set(tag, request);
    if (this.answered.size > maxTags) for (const [oldest] of this.answered) if (this.answered.delete(oldest)) break;
  }

  /** A request that has its answer waits no longer; of two that waited the other one does so alone. */
  private leaveOut(request: Said, tag: string): void {
    const { several } = this;
    this.waiting--;
    this.replies = request === this.request ? 1 : 0;
    if (!several) return;
    const at = several.requests.indexOf(request);
    several.requests.splice(at, 1);
    several.tagged.delete(tag);
    if (at < several.told) several.told--;
    if (this.waiting > 1 || several.replies.length > 0 || several.overrun) return;
    const [left] = several.requests;
    if (left) this.request = left;
    this.several = undefined;
  }

  private answerTheOne(said: Said, findings: Findings): void {
    const age = said.time - this.request.time;
    this.waiting = 0;
    if (said.time < this.doubtUntil && age > (this.slowest > 0 ? this.patience : furtherTime)) {
      // It may as well answer an earlier one, late.
      findings.untold(said.number, 'reply');
      findings.untold(this.request.number, 'request');
      return;
    }
    findings.pair(this.request.number, said.number, false);
    this.learn(age);
    this.replies = 1;
  }

  private answerFurther(said: Said, findings: Findings): void {
    const isLate = said.time - this.replyTime > furtherTime;
    const { settled } = this;
    this.settled = undefined;
    if (settled && !isLate) {
      for (const { number } of settled.requests) findings.untold(number, 'request');
      for (const { number } of settled.replies) findings.untold(number, 'reply');
      this.replies = 0;
    }
    if (isLate) {
      findings.unpaired(said.number);
      return;
    }
    if (this.replies === 0 || said.time < this.doubtUntil) {
      findings.untold(said.number, 'reply');
      return;
    }
    findings.pair(this.request.number, said.number, true);
    this.mostReplies = Math.max(this.mostReplies, ++this.replies);
  }

  private answerOneOfSeveral(several: NonNullable<Conversation['several']>, said: Said, findings: Findings): void {
    const { requests, replies } = several;
    for (; several.told < requests.length; several.told++) findings.untold((requests[several.told] as Said).number, 'request');
    findings.untold(said.number, 'reply');
    this.remember(replies, said);
    this.waiting--;
    if (this.waiting > 0) {
      this.settleTurns(several, said.time, findings);
      return;
    }
    this.several = undefined;
    this.replies = 0;
    if (several.overrun || this.mostReplies > 1 || requests.length !== replies.length || said.time < this.doubtUntil) return;
    // Ids on both sides that have nothing to do with one another do not say that their order has.
    const haveOwnIds = several.tagged.size === requests.length && requests.every(({ own }) => isId(own));
    if (haveOwnIds && replies.every(({ answered }) => isId(answered))) return;
    requests.forEach(({ number }, i) => findings.pair(number, (replies[i] as Said).number, false));
    this.settled = { requests, replies };
  }

  /** Where one reply was lost, each later one comes long before the next request, and soon after the one it answers. */
  private settleTurns({ requests, replies, overrun }: NonNullable<Conversation['several']>, time: number, findings: Findings): void {
    if (overrun || replies.length < turnsThatTell || this.mostReplies > 1) return;
    let turns = 0;
    for (let back = 1; back < requests.length && back <= replies.length; back++) {
      const request = requests[requests.length - back] as Said;
      const reply = replies[replies.length - back] as Said;
      const before = requests[requests.length - back - 1] as Said;
      const next = back === 1 ? Infinity : (requests[requests.length - back + 1] as Said).time;
      const age = reply.time - request.time;
      if (age < 0 || reply.time > next || age * manyTimes > request.time - before.time) break;
      turns++;
    }
    if (turns < turnsThatTell) return;
    for (let back = turns; back > 0; back--) {
      const [request, reply] = [requests[requests.length - back] as Said, replies[replies.length - back] as Said];
      findings.pair(request.number, reply.number, false);
      this.learn(reply.time - request.time);
    }
    // Without any reply left for them, those before are known to have none.
    if (replies.length === turns) for (const { number } of requests.slice(0, -turns)) findings.request(number);
    this.giveUp(time);
    this.replies = 1;
  }

  private get patience(): number {
    return this.slowest > 0 ? Math.max(leastPatience, this.slowest * manyTimes) : patience;
  }

  private giveUp(time: number): void {
    this.waiting = 0;
    this.several = undefined;
    this.replies = 0;
    this.doubtUntil = time + patience;
  }

  private learn(age: number): void {
    this.slowest = Math.max(age, this.slowest * 0.9, 0.01);
  }

  private rememberRequest(several: NonNullable<Conversation['several']>, said: Said): void {
    this.remember(several.requests, said);
    const { own: tag } = said;
    if (tag !== undefined && !several.overrun) several.tagged.set(tag, several.tagged.has(tag) ? undefined : said);
  }

  private remember(list: Said[], said: Said): void {
    if (!this.several || this.several.overrun) return;
    if (this.remembered < maxRemembered) list.push(said);
    else this.forget();
  }
}

const isId = (tag: string | undefined) => tag?.startsWith(idTag) === true;

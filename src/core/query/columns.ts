import { EVENT, IN, OUT } from '../capture/segment';
import type { Segment } from '../capture/segment';
import { shownFramesOf } from '../capture/messageContext';
import { topicLengthOf } from '../capture/topicOfRow';
import { bytesSearch, textSearch } from '../capture/textSearch';
import { kindNumber } from '../events/eventKinds';
import { hasExchanges } from '../protocols/known';
import type { SocketType } from '../../protocol/sockets';
import { socketTypes } from '../socket/socketTypes';
import type { TopicEnd } from '../socket/topicLength';
import type { GapKind } from '../../protocol/plot';
import type { Comparison, Condition, CostlyCondition, PairState } from './ast';
import { globTest } from './glob';
import { momentOf } from './moment';

/** One side of a connection. */
interface QuerySide {
  address: string;
  identity: Uint8Array | undefined;
}

/** What a query asks of the source of a record. */
export interface QuerySource {
  /** Absent where nobody asks for one source alone. */
  id?: string;
  name: string;
  /** How its messages read; absent for the engine itself. */
  type?: SocketType;
  /** Of both sides where it is a connection. */
  types?: readonly SocketType[];
  partOf?: { id: string; number: number };
  sides?: readonly QuerySide[];
  /** Who sends what it receives, where it is one peer of a socket. */
  peer?: QuerySide;
  topicEnds?: readonly TopicEnd[];
  isEncrypted?: boolean;
}

/** The sources by their numbers, which are those of records that are kept. */
export interface SourceTable {
  of(number: number): QuerySource;
}

/** What is odd about records whose values count the messages. */
export interface GapTable {
  kindOf(number: number): GapKind | undefined;
  /** Records below this number have been looked at; Infinity where no values count messages. */
  readonly checkedTo: number;
}

/** Rows `from … to - 1` of a segment, and what conditions on them rest on. */
export interface Stretch {
  segment: Segment;
  from: number;
  to: number;
  sources: SourceTable;
  /** When the query was made, ms since 1970. */
  started: number;
  /** Where values count the messages. */
  gaps?: GapTable | undefined;
}

/** What the columns of a segment tell, and the first bytes of a record. */
export type ColumnCondition = Exclude<Condition, CostlyCondition | { kind: 'text' | 'bytes' }> | { kind: 'source'; source: string };
type RowTest = (row: number) => boolean;

const encoder = new TextEncoder();
const codes = { in: IN, out: OUT, event: EVENT };

/** Whether a row of the stretch meets the condition. */
export function columnTest(condition: ColumnCondition, { segment, sources, started, gaps }: Stretch): RowTest {
  switch (condition.kind) {
    case 'source':
      return ofSources(segment, sources, ({ id, partOf }) => id === condition.source || partOf?.id === condition.source);
    case 'socket':
      return ofSources(segment, sources, ({ name }) => (condition.prefix ? name.startsWith(condition.name) : name === condition.name));
    case 'socket like': {
      const test = globTest(condition.glob);
      return ofSources(segment, sources, ({ name }) => {
        const bytes = encoder.encode(name);
        return test(bytes, 0, bytes.length);
      });
    }
    case 'socket part': {
      const contains = containing(condition);
      return ofSources(segment, sources, ({ name }) => {
        const bytes = encoder.encode(name);
        return contains(bytes, 0, bytes.length);
      });
    }
    case 'type':
      return ofSources(segment, sources, ({ type, types }) => (types ?? [type]).includes(condition.type));
    case 'direction': {
      const code = codes[condition.direction];
      return (row) => segment.directionOf(row) === code;
    }
    case 'event': {
      const kinds = condition.events.map(kindNumber);
      return (row) => segment.directionOf(row) === EVENT && kinds.includes(segment.eventOf(row));
    }
    case 'size': {
      const test = comparer(condition.comparison, condition.value);
      return (row) => segment.directionOf(row) !== EVENT && test(segment.sizeOf(row));
    }
    case 'frames': {
      const test = comparer(condition.comparison, condition.value);
      return (row) => segment.directionOf(row) !== EVENT && test(segment.framesOf(row));
    }
    case 'conn': {
      const test = comparer(condition.comparison, condition.value);
      return ofSources(
        segment,
        sources,
        ({ partOf, sides, peer }) => partOf !== undefined && (sides ?? peer) !== undefined && test(partOf.number),
      );
    }
    case 'time': {
      const { unit } = condition.time;
      const from = momentOf(condition.time, started);
      if (condition.comparison === '=' || condition.comparison === '!=') {
        const wanted = condition.comparison === '=';
        return (row) => (segment.timeOf(row) >= from && segment.timeOf(row) < from + unit) === wanted;
      }
      const test = comparer(condition.comparison, from);
      return (row) => test(segment.timeOf(row));
    }
    case 'topic':
      return topicTest(beginning(condition.topic, condition.exact), segment, sources);
    case 'topic like':
      return topicTest(globTest(condition.glob), segment, sources);
    case 'topic part':
      return topicTest(containing(condition), segment, sources);
    case 'peer':
      return peerTest(containing(condition), segment, sources);
    case 'frame':
      return frameTest(condition.frame, containing(condition), segment);
    case 'gap': {
      const { is } = condition;
      return (row) => {
        const kind = gaps?.kindOf(segment.firstNumber + row);
        return kind !== undefined && (is === 'any' || is === kind);
      };
    }
    case 'pair':
      return pairTest(condition.state, segment, sources);
  }
}

function ofSources(segment: Segment, sources: SourceTable, test: (source: QuerySource) => boolean): RowTest {
  const verdicts = new Map<number, boolean>();
  // Records of one source mostly come in a row.
  let last = -1;
  let verdict = false;
  return (row) => {
    const number = segment.sourceOf(row);
    if (number === last) return verdict;
    const known = verdicts.get(number);
    verdict = known ?? test(sources.of(number));
    if (known === undefined) verdicts.set(number, verdict);
    last = number;
    return verdict;
  };
}

function comparer(comparison: Comparison, value: number): (actual: number) => boolean {
  switch (comparison) {
    case '=':
      return (actual) => actual === value;
    case '!=':
      return (actual) => actual !== value;
    case '>':
      return (actual) => actual > value;
    case '>=':
      return (actual) => actual >= value;
    case '<':
      return (actual) => actual < value;
    case '<=':
      return (actual) => actual <= value;
  }
}

/** Whether the bytes `[from, to)` are as one wants them. */
type BytesTest = (bytes: Uint8Array, from: number, to: number) => boolean;

function beginning(wanted: Uint8Array, exact: boolean): BytesTest {
  return (bytes, from, to) => {
    if (exact ? to - from !== wanted.length : to - from < wanted.length) return false;
    for (let i = 0; i < wanted.length; i++) if (bytes[from + i] !== wanted[i]) return false;
    return true;
  };
}

function containing({ text, bytes: wanted, exact }: { text: string; bytes?: Uint8Array; exact?: true }): BytesTest {
  if (exact) return beginning(wanted ?? encoder.encode(text), true);
  const search = wanted ? bytesSearch(wanted) : textSearch(text);
  return (bytes, from, to) => search.over(bytes.subarray(from, to))(0) >= 0;
}

function topicTest(test: BytesTest, segment: Segment, sources: SourceTable): RowTest {
  const hasTopics = ofSources(segment, sources, ({ type }) => type !== undefined && socketTypes[type].topics);
  return (row) => {
    if (segment.directionOf(row) === EVENT || !hasTopics(row)) return false;
    const from = segment.startOf(row);
    const length = topicLengthOf(segment, row, sources.of(segment.sourceOf(row)).topicEnds);
    return length >= 0 && test(segment.bytes, from, from + length);
  };
}

/**
 * The routing id of a message to or from one of many peers; the sides of a tapped connection, whatever passes on it; an event's second frame is its
 * endpoint.
 */
function peerTest(test: BytesTest, segment: Segment, sources: SourceTable): RowTest {
  const whole = (bytes: Uint8Array) => test(bytes, 0, bytes.length);
  const isBetween = ofSources(segment, sources, ({ sides = [], peer }) =>
    [...sides, ...(peer ? [peer] : [])].some(({ address, identity }) => whole(encoder.encode(address)) || (identity && whole(identity))),
  );
  // Between a ROUTER and the other socket of a proxy each message begins with one; on the wire of a connection none does.
  const hasRoutingIds = ofSources(segment, sources, ({ type, types, sides }) =>
    (sides ? [] : (types ?? [type])).some((each) => each !== undefined && socketTypes[each].routingIdToSend),
  );
  return (row) => {
    const from = segment.startOf(row);
    const firstEnd = segment.firstFrameEnd(row);
    if (isBetween(row)) return true;
    if (segment.directionOf(row) === EVENT) return test(segment.bytes, firstEnd, from + segment.keptOf(row));
    return segment.framesOf(row) > 1 && hasRoutingIds(row) && test(segment.bytes, from, firstEnd);
  };
}

function frameTest(frame: number, test: BytesTest, segment: Segment): RowTest {
  return (row) => {
    for (const { bytes } of shownFramesOf(segment, row, frame)) return test(bytes, 0, bytes.length);
    return false;
  };
}

function pairTest(state: PairState, segment: Segment, sources: SourceTable): RowTest {
  const asksAndAnswers = ofSources(segment, sources, ({ type }) => hasExchanges(type));
  return (row) => {
    const exchange = segment.exchangeOf(row);
    if (state === 'unpaired') {
      if (exchange) return exchange.untold === true;
      return segment.directionOf(row) !== EVENT && asksAndAnswers(row);
    }
    if (exchange === undefined) return false;
    if (state === 'request' || state === 'reply') return exchange.role === state;
    return exchange.role === 'request' && !exchange.untold && (exchange.other !== undefined) === (state === 'answered');
  };
}

import type { Language } from '../../protocol/language';
import type { SegmentParts } from '../../core/capture/segment';
import type { NumberedRule } from '../../core/codecs/rules';
import type { SchemaProblem } from '../../core/codecs/protobuf/schemaFiles';
import type { CostlyCondition } from '../../core/query/ast';
import type { Counting } from '../../core/plot/counterSize';
import type { QuerySource } from '../../core/query/columns';
import type { MarkTerm } from '../../core/query/marks';
import type { Verdict } from '../../core/query/verdict';
import type { FrameCheck, FrameDraft } from '../../protocol/composer';
import type { ChosenReading, DecodedFrame, DecoderName, RecordText, SchemaStatus } from '../../protocol/decoding';
import type { MessageContext } from '../../core/codecs/messageContext';
import type { ErrorData } from '../../protocol/errors';
import type { Mark } from '../../protocol/log';

/** Records to be looked at one by one. */
export interface Batch {
  segment: SegmentParts;
  /** By the numbers in its columns. */
  sources: Map<number, QuerySource>;
  /** Where there are short frames: the segment holds their siblings as well. */
  siblings?: BatchSiblings;
}

/** Which rows of a batch's segment are to be looked at, and which ones belong to them. */
export interface BatchSiblings {
  rows: Uint32Array;
  /** `maxSiblings` for each of the rows; -1 where there are fewer. */
  of: Int32Array;
}

/** A number that was found in a record: NaN and infinities included; undefined where there is none. */
export type Found = number | undefined;

/** What the thread can do: the params of each task, and the result of one of its rows. */
export interface Tasks {
  decode: { params: { context: MessageContext; frame: number; chosen?: ChosenReading }; result: DecodedFrame };
  content: { params: { context: MessageContext; frame: number; depth: number; path?: string; chosen?: ChosenReading }; result: Uint8Array };
  text: { params: { context: MessageContext; heading: string[]; frame?: number; chosen?: ChosenReading }; result: RecordText };
  preview: { params: { contexts: MessageContext[]; maxLength: number }; result: { preview: string; decoder?: DecoderName } };
  /** What stands at each path; null where nothing does. */
  values: { params: { contexts: MessageContext[]; paths: string[] }; result: (string | null)[] };
  marks: { /** Texts from `topics` on are topics. */ params: { texts: string[]; terms: MarkTerm[]; topics: number }; result: Mark[] };
  judge: { params: Batch & { condition: CostlyCondition }; result: Verdict };
  pick: { params: Batch & { path: string; frame: number; decoder?: ChosenReading }; result: Found };
  count: { params: Batch & { path: string; frame: number; decoder?: ChosenReading }; result: Counting | undefined };
  /** Reads a file anew; `unknown` are those of the named messages that neither it nor what it imports has. */
  schema: { params: { protoFile: string; named: string[] }; result: { status: SchemaStatus; unknown: string[] } };
  /** Loads a module anew. */
  module: { params: { file: string }; result: { problem?: SchemaProblem } };
  check: { params: { drafts: FrameDraft[] }; result: FrameCheck };
  /** `every`: ms between one message and the next, for the times in them. */
  encode: { params: { drafts: FrameDraft[]; n: number; every: number }; result: Uint8Array };
  draft: { params: { context: MessageContext; frames: number[] }; result: FrameDraft };
}
export type TaskName = keyof Tasks;

/** What a fresh thread is told. */
export interface Setup {
  /** That of the engine. */
  language: Language | undefined;
  rules: readonly NumberedRule[];
  /** Schemas that have been read before. */
  schemas: readonly string[];
  /** Modules that have been loaded before, and what is wrong with them. */
  modules: readonly { file: string; problem?: SchemaProblem }[];
  /** What else runs on this computer comes first, receiving above all. */
  givesWay?: boolean;
}

/** To the thread: the rows `from … rows - 1` of a task but those to skip. */
export interface Order {
  id: number;
  task: TaskName;
  params: unknown;
  from: number;
  rows: number;
  skip: readonly number[];
  /** One Int32: the row at work. */
  progress: SharedArrayBuffer;
}

/** From the thread: results of the rows from `from` on, in order, without those skipped. */
export type Report =
  | { ready: true }
  | { id: number; rows: number[]; results: unknown[]; done: boolean }
  | { id: number; failure: { message: string; data?: ErrorData } };

/**
 * The thread in which bytes are decoded that nobody trusts: no sockets, no log, and ended from outside when it takes too long.
 * It reads files only where a person named them: schemas, files to be sent, and modules, the one thing that it runs.
 */
import { t } from '@vscode/l10n';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { messageContext } from '../../core/capture/messageContext';
import { Segment } from '../../core/capture/segment';
import { maxSiblings, siblingsFrom } from '../../core/capture/siblings';
import { unpackBrotliBy } from '../../core/codecs/compression/brotli';
import { compactText } from '../../core/codecs/values/compactText';
import type { DecodingEnvironment } from '../../core/codecs/decide';
import { decodeFrame, unwrap } from '../../core/codecs/decode';
import { isContent, readEnvelope } from '../../core/codecs/envelope';
import { maxInput } from '../../core/codecs/values/limits';
import { parsePath } from '../../core/codecs/values/path';
import { exactInteger } from '../../core/codecs/values/picked';
import { picker } from '../../core/codecs/pick';
import { valueTexts } from '../../core/codecs/valueTexts';
import { Schemas } from '../../core/codecs/protobuf/schemas';
import { draftOfFrame } from '../../core/compose/draft';
import { encodeFrame, frameMaker } from '../../core/compose/encode';
import type { ComposeEnvironment } from '../../core/compose/encode';
import { ZmqError } from '../../core/base/errors';
import { speak } from '../../core/base/language';
import { topicOf, type MessageContext } from '../../core/codecs/messageContext';
import { topicFrames } from '../../core/socket/topicFrames';
import { frameTest } from '../../core/query/frameTest';
import { findMarks } from '../../core/query/marks';
import { unpackBrotli } from './brotli';
import { ModuleDecoders } from './moduleDecoder';
import { recordText } from './recordText';
import type { Batch, Order, Report, Setup, TaskName, Tasks } from './tasks';

/** Of a thread that gives way (sched(7)). */
const niceness = 5;
/** Results are handed over so often, ms. */
const handOver = 10;

/** At most `maxBytes` of a file that is a regular one. */
function readFile(file: string, maxBytes: number): Uint8Array {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new Error(t('{0} is not a regular file.', file));
    const bytes = new Uint8Array(Math.min(stat.size, maxBytes));
    let at = 0;
    while (at < bytes.length) {
      const count = readSync(descriptor, bytes, at, bytes.length - at, at);
      if (count === 0) break;
      at += count;
    }
    return bytes.subarray(0, at);
  } finally {
    closeSync(descriptor);
  }
}

const { language, rules, schemas: known, modules: knownModules, givesWay } = workerData as Setup;
// On Linux it is that of the thread alone (setpriority(2)), elsewhere that of the whole process.
if (givesWay && process.platform === 'linux') setPriority(0, niceness);
speak(language);
unpackBrotliBy(unpackBrotli);
const modules = new ModuleDecoders();
const environment: DecodingEnvironment = { rules, schemas: new Schemas(readFile), modules };
for (const file of known) environment.schemas.status(file);
for (const { file, problem } of knownModules) {
  if (problem) modules.give(file, problem);
  else modules.load(file);
}
const composing: ComposeEnvironment = {
  schemas: environment.schemas,
  readFile,
  now: () => Date.now(),
  random: Math.random,
  uuid: randomUUID,
};

/** A function of the row for each task. */
const tasks: { [N in TaskName]: (params: Tasks[N]['params']) => (row: number) => Tasks[N]['result'] } = {
  decode:
    ({ context, frame, chosen }) =>
    () =>
      decodeFrame(context, frame, chosen, environment),
  content:
    ({ context, frame, depth, path, chosen }) =>
    () =>
      unwrap(context, frame, depth, chosen, environment, path),
  text:
    ({ context, heading, frame, chosen }) =>
    () =>
      recordText(context, heading, frame, chosen, environment),
  preview:
    ({ contexts, maxLength }) =>
    (row) =>
      preview(contexts[row] as Tasks['preview']['params']['contexts'][number], maxLength),
  values: ({ contexts, paths }) => {
    const read = valueTexts(paths, environment);
    return (row) => read(contexts[row] as Tasks['values']['params']['contexts'][number]);
  },
  marks:
    ({ texts, terms, topics }) =>
    (row) =>
      findMarks(texts[row] ?? '', terms, row >= topics),
  judge: ({ condition, ...batch }) => {
    const test = frameTest(condition, environment);
    const context = contexts(batch);
    return (row) => test(context(row));
  },
  pick: ({ path, frame, decoder, ...batch }) => {
    const pick = picker(parsePath(path), decoder, environment);
    const context = contexts(batch);
    return (row) => pick(context(row), frame)?.number;
  },
  count: ({ path, frame, decoder, ...batch }) => {
    const pick = picker(parsePath(path), decoder, environment);
    const context = contexts(batch);
    return (row) => {
      const picked = pick(context(row), frame);
      const value = picked && exactInteger(picked);
      return value === undefined || picked?.field === undefined ? value : { value, field: picked.field };
    };
  },
  schema:
    ({ protoFile, named: names }) =>
    () => {
      const { schemas } = environment;
      schemas.forget(protoFile);
      const status = schemas.status(protoFile);
      return { status, unknown: names.filter((name) => !schemas.has(protoFile, name)) };
    },
  module:
    ({ file }) =>
    () => {
      const problem = modules.load(file);
      return problem ? { problem } : {};
    },
  check:
    ({ drafts }) =>
    (row) => {
      try {
        const bytes = encodeFrame(drafts[row] as Tasks['check']['params']['drafts'][number], 1, composing);
        return { size: bytes.length, sample: bytes.slice(0, 64) };
      } catch (error) {
        if (!(error instanceof ZmqError)) throw error;
        return {
          problem: error.message,
          ...(error.data.at ? { at: error.data.at.from } : {}),
          ...(error.data.saysPlace ? { saysPlace: true } : {}),
        };
      }
    },
  encode: ({ drafts, n, every }) => {
    // Messages made ahead carry the time at which they are due.
    const begun = Date.now();
    let ahead = 0;
    const due = { ...composing, now: () => begun + ahead * every };
    const makers = drafts.map((draft, index) => named(index, () => frameMaker(draft, due)));
    return (row) => {
      ahead = Math.floor(row / drafts.length);
      return named(row % drafts.length, () => (makers[row % drafts.length] as (n: number) => Uint8Array)(n + ahead));
    };
  },
  draft:
    ({ context, frames }) =>
    (row) => {
      const frame = frames[row] as number;
      return draftOfFrame(context.frames[frame]?.bytes ?? new Uint8Array(0), decodeFrame(context, frame, undefined, environment));
    },
};

/** With the frame's number in the error. */
function named<T>(index: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof ZmqError)
      throw Object.assign(new ZmqError(error.data.code, t('Frame {0}: {1}', index + 1, error.message)), { data: error.data });
    throw error;
  }
}

function contexts({ segment: parts, sources, siblings }: Batch): (row: number) => MessageContext {
  const segment = Segment.of(parts);
  const at = (row: number): MessageContext => messageContext(segment, row, sources.get(segment.sourceOf(row)) ?? { name: '' }, maxInput);
  if (!siblings) return at;
  return (index) => {
    const context = at(siblings.rows[index] as number);
    const rows = siblings.of.subarray(index * maxSiblings, (index + 1) * maxSiblings).filter((row) => row >= 0);
    if (rows.length === 0) return context;
    let found: MessageContext['siblings'];
    // Most frames say enough of themselves: then the others are not looked at.
    return {
      ...context,
      get siblings() {
        return (found ??= siblingsFrom(context, segment, Array.from(rows)));
      },
    };
  };
}

/** The frames behind the topic on one line, each as its decoder reads it. */
function preview(context: Tasks['preview']['params']['contexts'][number], maxLength: number): Tasks['preview']['result'] {
  const skipped = topicFrames(context.socketType, context.frames[0]?.bytes, context.frames.length);
  const { roles, line: shown } = readEnvelope(context.socketType, context.direction, context.frames);
  let line = '';
  let decoder: Tasks['preview']['result']['decoder'];
  for (const part of shown ?? context.frames.keys()) {
    if (typeof part === 'number' && part < skipped) continue;
    if (line.length >= maxLength) break;
    if (line !== '') line += ' │ ';
    if (typeof part === 'string') {
      line += part;
      continue;
    }
    const frame = part;
    const decoded = decodeFrame(context, frame, undefined, environment);
    const isNamed = !decoder && isContent(roles[frame] ?? 'body');
    // A prefix says nothing of what it stands before; where it is a topic it stands beside the line.
    const content = decoded.decoder === 'prefix' ? (decoded.inner ?? decoded) : decoded;
    if (isNamed) decoder = content.decoder;
    const shown = isNamed && (decoded.decoder !== 'prefix' || hasTopic(context)) ? (content.inner ?? content) : decoded;
    // What the row is labelled with need not stand in it once more.
    line += decoded.size === 0 ? t('(empty)') : compactText(shown, Math.max(8, maxLength - line.length));
  }
  return { preview: line, ...(decoder && decoder !== 'text' ? { decoder } : {}) };
}

/** Whether the first word of a message of one frame stands in a column of its own. */
function hasTopic(context: MessageContext): boolean {
  return context.frames.length === 1 && (topicOf(context)?.length ?? 0) > 0;
}

function run({ id, task, params, from, rows, skip, progress }: Order, post: (report: Report) => void): void {
  const at = new Int32Array(progress);
  Atomics.store(at, 0, from);
  let done: number[] = [];
  let results: unknown[] = [];
  try {
    const work = (tasks[task] as (params: unknown) => (row: number) => unknown)(params);
    let next = performance.now() + handOver;
    for (let row = from; row < rows; row++) {
      if (skip.includes(row)) continue;
      Atomics.store(at, 0, row);
      done.push(row);
      results.push(work(row));
      if (performance.now() < next) continue;
      post({ id, rows: done, results, done: false });
      done = [];
      results = [];
      next = performance.now() + handOver;
    }
    post({ id, rows: done, results, done: true });
  } catch (error) {
    post({
      id,
      failure: {
        message: error instanceof Error ? error.message : String(error),
        data: error instanceof ZmqError ? error.data : undefined,
      },
    });
  }
}

if (parentPort) {
  const port = parentPort;
  port.on('message', (order: Order) => run(order, (report) => port.postMessage(report)));
  port.postMessage({ ready: true } satisfies Report);
}

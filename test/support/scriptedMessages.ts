import { choiceOf } from '../../src/core/codecs/decide';
import { topicLength } from '../../src/core/socket/topicLength';
import { ResponseError, type MessageConnection } from 'vscode-jsonrpc/node';
import {
  decoderStatus,
  decodeRecord,
  recordContent,
  type DecodedFrame,
  type DecoderChoice,
  type DecodeParams,
  type RuleStatus,
  type ValueNode,
} from '../../src/protocol/decoding';
import { compareRecords, copyText, decodeAs, openDocument, saveFile, saveFrame, showDecoders } from '../../src/protocol/inspector';
import { recordBytes, recordDetails, viewMarks, type FrameRole, type Mark, type RecordDetails, type Row } from '../../src/protocol/log';
import { closeSeries, openSeries, seriesPoints, seriesValues, type SeriesSpec, type SeriesStatus } from '../../src/protocol/plot';
import { bytesOf } from './engineClient';
import type { ScriptedLog } from './scriptedLog';

/** One message of a scripted log. */
export interface ScriptedMessage {
  frames: {
    bytes: Uint8Array;
    role?: FrameRole;
    /** On the wire, where the capture kept less. */ size?: number;
    /** What `record/content` answers. */ content?: Uint8Array;
  }[];
  row?: Partial<Row>;
  subscription?: RecordDetails['subscription'];
  /** As the frames are decoded, by what a person chose. */
  decode?: (
    frame: number,
    chosen: string | undefined,
    choice?: DecoderChoice,
  ) => Omit<DecodedFrame, 'frame' | 'size' | 'chosenBy' | 'why'> & Partial<DecodedFrame>;
}

/** A series of a scripted plot. */
export interface ScriptedSeries {
  spec: SeriesSpec;
  status: SeriesStatus;
  times: number[];
  values: number[];
}

/** What one request was given: its name and its parameters. */
type Asked = [name: string, params: unknown];

/** Messages of a scripted log as the details ask for them, and the numbers of a plot. */
export class ScriptedMessages {
  readonly asked: Asked[] = [];
  readonly copied: string[] = [];
  readonly saved: { name: string; content: Uint8Array }[] = [];
  readonly series: ScriptedSeries[] = [];
  rules: RuleStatus[] = [];
  /** The word that the filter looks for. */
  found = '';
  /** Awaited before frames are decoded. */
  gate: Promise<void> = Promise.resolve();
  /** Values of a series that is opened. */
  values: (spec: SeriesSpec) => { times: number[]; values: number[] } & Partial<SeriesStatus> = () => ({ times: [], values: [] });

  constructor(
    private readonly log: ScriptedLog,
    private readonly messages: readonly ScriptedMessage[],
  ) {
    log.end = messages.length;
    log.shape = (row) => ({ ...row, ...this.facts(row) });
  }

  /** For `WebviewPage.open`. */
  readonly serve = (connection: MessageConnection): void => {
    this.log.serve(connection);
    connection.onRequest(recordDetails, ({ number, fromFrame = 0 }) => this.details(number, fromFrame));
    connection.onRequest(decodeRecord, (params) => this.decode(params));
    connection.onRequest(recordBytes, ({ number, frame, from, to }) => this.frame(number, frame).bytes.slice(from, to));
    connection.onRequest(recordContent, (params) => {
      this.asked.push(['content', params]);
      return this.frame(params.number, params.frame).content?.slice(params.from, params.to) ?? new Uint8Array(0);
    });
    connection.onRequest(viewMarks, ({ texts }) => ({ marks: texts.map((text) => marksIn(text, this.found)) }));
    connection.onRequest(decoderStatus, () => ({ rules: this.rules, schemas: [] }));
    connection.onRequest(copyText, ({ text }) => {
      this.copied.push(text);
      return null;
    });
    connection.onRequest(decodeAs, (params) => this.note('decodeAs', params, true));
    connection.onRequest(openDocument, (params) => this.note('openDocument', params, null));
    connection.onRequest(compareRecords, (params) => this.note('compare', params, null));
    connection.onRequest(saveFrame, (params) => this.note('saveFrame', params, true));
    connection.onRequest(showDecoders, (params) => this.note('showDecoders', params, null));
    connection.onRequest(saveFile, (file) => {
      this.saved.push(file);
      return true;
    });
    this.servePlots(connection);
  };

  private servePlots(connection: MessageConnection): void {
    connection.onRequest(openSeries, (spec) => {
      const { times, values, ...facts } = this.values(spec);
      const status: SeriesStatus = {
        series: this.series.length + 1,
        count: values.length,
        dropped: 0,
        without: 0,
        unscanned: 0,
        from: times[0],
        to: times.at(-1),
        ...facts,
      };
      this.series.push({ spec, status, times, values });
      this.tellSeries();
      return status;
    });
    connection.onRequest(closeSeries, (params) => this.note('closeSeries', params, null));
    connection.onRequest(seriesPoints, (params) => {
      this.asked.push(['points', params]);
      const one = this.series[params.series - 1];
      if (!one) return new ResponseError(-32017, `Series ${params.series} is not open.`, { code: 'noSuchSeries' as const });
      const shown = one.times
        .map((time, index) => [time, one.values[index] ?? 0] as const)
        .filter(([time]) => time >= (params.from ?? -Infinity) && time <= (params.to ?? Infinity));
      const values = shown.map(([, value]) => value);
      return { status: one.status, times: shown.map(([time]) => time), low: values, high: values };
    });
    connection.onRequest(seriesValues, ({ series, from, count }) => {
      const { times = [], values = [] } = this.series[series - 1] ?? {};
      return { times: times.slice(from, from + count), values: values.slice(from, from + count), dropped: 0 };
    });
  }

  /** Adds a value to a series and tells the page. */
  async grow(series: number, time: number, value: number): Promise<void> {
    const one = this.series[series - 1];
    if (!one) throw new Error(`Series ${series} was not opened.`);
    one.times.push(time);
    one.values.push(value);
    one.status = { ...one.status, count: one.values.length, to: time };
    this.tellSeries();
    await this.log.tell();
  }

  /** What the page asked under a name, the last one first. */
  askedFor(name: string): unknown[] {
    return this.asked
      .filter(([asked]) => asked === name)
      .map(([, params]) => params)
      .reverse();
  }

  private tellSeries(): void {
    this.log.series = this.series.map(({ status }) => status);
  }

  private note<T>(name: string, params: unknown, answer: T): T {
    this.asked.push([name, params]);
    return answer;
  }

  private message(number: number): ScriptedMessage {
    const message = this.messages[number - 1];
    if (!message) throw new Error(`There is no message ${number}.`);
    return message;
  }

  private frame(number: number, frame: number) {
    const found = this.message(number).frames[frame];
    if (!found) throw new Error(`Message ${number} has no frame ${frame}.`);
    return found;
  }

  private facts(row: Row): Partial<Row> {
    const { frames, row: facts } = this.message(row.number);
    const text = frames.map(({ bytes }) => new TextDecoder().decode(bytes.subarray(0, 80))).join(' │ ');
    return { preview: text, frames: frames.length, size: frames.reduce((sum, { bytes, size = bytes.length }) => sum + size, 0), ...facts };
  }

  private details(number: number, fromFrame: number): RecordDetails {
    const message = this.message(number);
    const { position: _, ...row } = this.log.rowAt(number - 1);
    const frames = message.frames
      .slice(fromFrame, fromFrame + 100)
      .map(({ bytes, role = 'body', size = bytes.length }) => ({ size, kept: bytes.length, bytes: bytes.slice(0, 65_536), role }));
    const [first] = message.frames;
    const length = first && topicLength(first.bytes, 0, first.bytes.length, message.frames.length);
    const topic = length === undefined || length < 0 ? {} : { topicLength: length };
    return { row, fromFrame, frames, ...topic, ...(message.subscription ? { subscription: message.subscription } : {}) };
  }

  private async decode(params: DecodeParams): Promise<{ frames: DecodedFrame[] }> {
    this.asked.push(['decode', params]);
    await this.gate;
    const { number, fromFrame = 0, count = 100, decoders = {} } = params;
    const { frames, decode } = this.message(number);
    return {
      frames: frames.slice(fromFrame, fromFrame + count).map(({ bytes, size = bytes.length }, index) => {
        const frame = fromFrame + index;
        const choice = decoders[frame];
        const chosen = choice && choiceOf(choice).decoder;
        const text = new TextDecoder().decode(bytes);
        return {
          frame,
          size,
          chosenBy: chosen ? 'person' : 'content',
          why: 'every byte is text',
          ...(decode?.(frame, chosen, choice && choiceOf(choice)) ?? { decoder: chosen ?? 'text', text }),
        };
      }),
    };
  }
}

function marksIn(text: string, found: string): Mark[] {
  const marks: Mark[] = [];
  if (found) for (let at = text.indexOf(found); at >= 0; at = text.indexOf(found, at + 1)) marks.push([at, at + found.length]);
  return marks;
}

/** A tree of values with the places they have in the JSON text that they come from. */
export function jsonNode(text: string): ValueNode {
  let at = 0;
  const skip = (): void => {
    while (/[\s,:]/.test(text[at] ?? '')) at++;
  };
  const read = (): ValueNode => {
    skip();
    const from = at;
    const open = text[at];
    if (open === '{' || open === '[') {
      at++;
      const entries: NonNullable<ValueNode['entries']> = [];
      for (skip(); text[at] !== '}' && text[at] !== ']'; skip()) {
        const key = open === '{' ? read().text : undefined;
        const duplicate = key !== undefined && entries.some((entry) => entry.key === key);
        entries.push({ ...(key === undefined ? {} : { key }), value: read(), ...(duplicate ? { duplicate: true as const } : {}) });
      }
      at++;
      return { kind: open === '{' ? 'map' : 'array', entries, range: [from, at] };
    }
    const scalar = /^(?:"(?:[^"\\]|\\.)*"|[^\s,:\]}]+)/.exec(text.slice(at))?.[0] ?? '';
    at += scalar.length;
    const range: [number, number] = [from, at];
    if (scalar.startsWith('"')) return { kind: 'string', text: String(JSON.parse(scalar)), range };
    if (scalar === 'null') return { kind: 'null', range };
    if (scalar === 'true' || scalar === 'false') return { kind: 'boolean', text: scalar, range };
    return { kind: /^-?\d+$/.test(scalar) ? 'integer' : 'float', text: scalar, range };
  };
  return read();
}

/** A message of one frame of JSON. */
export function jsonMessage(text: string, row: Partial<Row> = {}): ScriptedMessage {
  return {
    frames: [{ bytes: bytesOf(text) }],
    row,
    decode: (_frame, chosen) =>
      chosen && chosen !== 'json' ? { decoder: 'text', text } : { decoder: 'json', text, value: jsonNode(text), why: 'valid JSON' },
  };
}

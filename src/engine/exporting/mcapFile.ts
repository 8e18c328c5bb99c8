import { McapWriter } from '@mcap/core';
import { toBase64, utf8 } from '../../core/base/bytes';
import type { ExportedRecord } from '../../core/capture/exportedRecord';
import { jsonOf } from '../../core/export/jsonLines';
import { encodeMessage } from '../../core/zmtp/frames';
import type { ExportedFile } from './exportedFile';

/** Channels of single topics and peers. What comes then shares one for its source: the format has room for 65,536. */
const maxChannels = 20_000;
const chunkSize = 1024 * 1024;

/**
 * Records as MCAP (https://mcap.dev), chunked and indexed, not compressed. A channel for each socket, direction, peer and topic: of messages with
 * one frame behind the topic, or none, that frame is the data, JSON where it looks so; of others the frames as they are on the wire (RFC 23), as the
 * encoding `zmtp` says. Events are JSON.
 */
export class McapFile {
  private readonly writer: McapWriter;
  private readonly channels = new Map<string, number>();

  private constructor(file: ExportedFile) {
    this.writer = new McapWriter({
      writable: { write: (bytes) => file.write(bytes), position: () => BigInt(file.bytes) },
      chunkSize,
    });
  }

  static async begin(file: ExportedFile): Promise<McapFile> {
    const mcap = new McapFile(file);
    await mcap.writer.start({ profile: '', library: 'ZMQ Inspector' });
    return mcap;
  }

  async add(record: ExportedRecord): Promise<void> {
    const { number, time } = record;
    const isShared = this.channels.size >= maxChannels;
    const data = dataOf(record, isShared);
    const logTime = BigInt(Math.round(time * 1000)) * 1000n;
    await this.writer.addMessage({
      channelId: await this.channelOf(record, data, isShared),
      sequence: number >>> 0,
      logTime,
      publishTime: logTime,
      data: data.bytes,
    });
  }

  finish(): Promise<void> {
    return this.writer.end();
  }

  private async channelOf(record: ExportedRecord, { encoding, isAlone }: Data, isShared: boolean): Promise<number> {
    const { source, direction, event, frames, subjectFrames } = record;
    const [peer, topic] = isShared || event ? ['', ''] : [record.peer, record.topic];
    const key = `${source.number} ${direction} ${encoding} ${isAlone} ${peer}\n${topic}`;
    const known = this.channels.get(key);
    if (known !== undefined) return known;
    const id = await this.writer.registerChannel({
      schemaId: 0,
      topic: `/${source.name}/${event ? 'events' : topic || direction}`,
      messageEncoding: encoding,
      metadata: new Map([
        ['socket', source.name],
        ['direction', direction],
        ...(source.type ? [['type', source.type] as const] : []),
        ...(peer ? [['peer', peer] as const] : []),
        ...(isAlone && subjectFrames === 1 ? [['first frame', toBase64(frames[0] as Uint8Array)] as const] : []),
      ]),
    });
    this.channels.set(key, id);
    return id;
  }
}

interface Data {
  bytes: Uint8Array;
  encoding: 'json' | 'octet-stream' | 'zmtp';
  /** It is one frame. */
  isAlone: boolean;
}

function dataOf(record: ExportedRecord, isShared: boolean): Data {
  const { frames, subjectFrames, event, topic } = record;
  if (event) return { bytes: new TextEncoder().encode(jsonOf(record)), encoding: 'json', isAlone: false };
  const [frame] = frames.slice(subjectFrames);
  // What is cut in a name stands among the frames.
  if (!frame || frames.length !== subjectFrames + 1 || isShared || topic.endsWith('…'))
    return { bytes: encodeMessage(frames), encoding: 'zmtp', isAlone: false };
  return { bytes: frame, encoding: isJson(frame) ? 'json' : 'octet-stream', isAlone: true };
}

function isJson(bytes: Uint8Array): boolean {
  const [first, last] = [bytes[0], bytes.at(-1)];
  if ((first !== 0x7b || last !== 0x7d) && (first !== 0x5b || last !== 0x5d)) return false;
  try {
    JSON.parse(utf8(bytes) ?? '');
    return true;
  } catch {
    return false; // it only looks so
  }
}

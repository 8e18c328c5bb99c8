import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeRecord } from '../../src/protocol/decoding';
import type { DecodedFrame, DecodeParams } from '../../src/protocol/decoding';
import type { Row } from '../../src/protocol/log';
import type { SocketInfo } from '../../src/protocol/sockets';
import type { EngineClient, Scope } from './engineClient';
import { anyPort } from './pairing';
import { Peer } from './peer';
import { until } from './processes';

export const weatherProto = `syntax = "proto3";
package demo;
message Report {
  enum Sky { CLEAR = 0; CLOUDY = 1; }
  message Wind { int32 speed = 1; }
  string station = 1;
  uint64 number = 2;
  double temperature = 3;
  Sky sky = 4;
  bytes raw = 5;
  repeated int32 hours = 6;
  Wind wind = 7;
  map<string, sint32> levels = 8;
}
`;

/** A PULL of the engine, and a Python program that sends it every format there is, with its `weather.proto`. */
export class Formats {
  private constructor(
    private readonly engine: EngineClient,
    readonly socket: SocketInfo,
    readonly folder: string,
    private readonly peer: Peer,
  ) {}

  static async start(scope: Scope, engine: EngineClient, name = 'formats'): Promise<Formats> {
    const folder = await mkdtemp(path.join(tmpdir(), 'formats-'));
    scope.after(() => rm(folder, { recursive: true }));
    await writeFile(path.join(folder, 'weather.proto'), weatherProto);
    const socket = await engine.open({ type: 'pull', name, bind: [anyPort] });
    return new Formats(engine, socket, folder, Peer.python(scope, 'formats.py', [socket.endpoints[0]?.resolved ?? '', folder]));
  }

  /** Rows of what the program sends under this name, so many messages. */
  async send(name: string, messages = 1): Promise<Row[]> {
    const before = (await this.engine.info(this.socket.id)).counters.received;
    await this.peer.does({ do: name });
    const { id } = this.socket;
    await this.engine.waitForSocket(`${messages} messages`, id, ({ counters }) => counters.received >= before + messages);
    // Older ones may have made room.
    return (await this.engine.messages(id)).slice(-messages);
  }

  async sendOne(name: string): Promise<Row> {
    const [row] = await this.send(name);
    assert.ok(row);
    return row;
  }

  /** A file of the folder. */
  file(name: string): string {
    return path.join(this.folder, name);
  }
}

/** The frames of a record as they are decoded. Asks again where a busy computer had no time for it. */
export async function decoded(engine: EngineClient, number: number, more: Omit<DecodeParams, 'number'> = {}): Promise<DecodedFrame[]> {
  let frames: DecodedFrame[] = [];
  await until(
    `record ${number} is decoded`,
    async () => {
      frames = (await engine.connection.sendRequest(decodeRecord, { number, ...more })).frames;
      return frames.every(({ why }) => why !== 'not decoded');
    },
    30_000,
  );
  return frames;
}

/** A record of one frame, or one of its frames, as it is decoded. */
export async function decodedFrame(
  engine: EngineClient,
  number: number,
  more: Omit<DecodeParams, 'number' | 'count'> = {},
): Promise<DecodedFrame> {
  const [frame] = await decoded(engine, number, { ...more, count: 1 });
  assert.ok(frame);
  return frame;
}

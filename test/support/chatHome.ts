import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { restoreChats } from '../../src/protocol/chat';
import { configure } from '../../src/protocol/engine';
import { Chat, chatSpecOf } from './chat';
import type { GivenSpec } from './chat';
import { EngineClient } from './engineClient';
import type { Scope } from './engineClient';
import { anyPort } from './pairing';
import { Peer } from './peer';

/** What is joined at home. */
export const homeSpec: GivenSpec = { pattern: 'pair', format: 'nick', history: true, bind: [anyPort] };

/** A folder for histories, and engines one after the other that keep them there. */
export class ChatHome {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'zmq-history-'));

  constructor(private readonly scope: Scope) {
    scope.after(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  async engine(): Promise<EngineClient> {
    const engine = EngineClient.start(this.scope);
    await engine.connection.sendRequest(configure, { chat: { historyFolder: this.folder } });
    return engine;
  }

  /** A new engine that is told of one chat. */
  async restore(id: string): Promise<Chat> {
    const engine = await this.engine();
    await engine.connection.sendRequest(restoreChats, { chats: [{ id, spec: chatSpecOf(homeSpec) }] });
    return Chat.known(engine, id);
  }

  get files(): string[] {
    return existsSync(this.folder) ? readdirSync(this.folder) : [];
  }

  /** The only one. */
  get file(): string {
    const [file, ...more] = this.files;
    assert.ok(file);
    assert.deepEqual(more, []);
    return path.join(this.folder, file);
  }

  contains(text: string): boolean {
    return this.files.some((file) => readFileSync(path.join(this.folder, file), 'utf8').includes(text));
  }

  /** A chat with something said and something heard, and a message that nobody took. */
  async talk(): Promise<Chat> {
    const chat = await Chat.join(await this.engine(), homeSpec);
    const peer = await Peer.zmq(this.scope, 'pair', ['--connect', await chat.endpoint()]);
    await chat.waitForPeers(1);
    await chat.says('said');
    peer.send(['bob: heard\nin two lines \u202e']);
    await chat.hears('heard\nin two lines \u202e');
    await peer.stop();
    await chat.waitForPeers(0);
    await chat.saysInVain('not taken');
    return chat;
  }
}

/** What `talk` leaves. */
export const talked = [
  [true, undefined, 'said', 'sent'],
  [false, 'bob', 'heard\nin two lines \u202e', undefined],
  [true, undefined, 'not taken', 'refused'],
];

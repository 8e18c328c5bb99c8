import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { chatFormatNames, inviteToChat } from '../../src/protocol/chat';
import type { ChatFormat } from '../../src/protocol/chat';
import { Chat } from '../support/chat';
import type { GivenSpec } from '../support/chat';
import { EngineClient } from '../support/engineClient';
import type { Scope } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { interrupted } from '../support/processes';
import { freeEndpoint, Script } from '../support/script';

describe('scripts of invitations', () => {
  const engine = EngineClient.start({ after });

  /** A chat, and the first script that it invites with, running. */
  async function meet(scope: Scope, given: GivenSpec): Promise<{ chat: Chat; script: Script }> {
    const chat = await Chat.join(engine, given);
    const [invitation] = (await engine.connection.sendRequest(inviteToChat, { chat: chat.id })).invitations;
    assert.ok(invitation);
    const folder = await mkdtemp(path.join(tmpdir(), 'chat-script-'));
    scope.after(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'chat.py');
    await writeFile(file, invitation.script);
    return { chat, script: Script.start(scope, file, []) };
  }

  /** Both directions of those that take no turns; what is published before a subscription is known is said again. */
  async function talk(chat: Chat, script: Script): Promise<void> {
    await chat.hears('from the script', () => script.type('from the script'));
    await script.hears('from the chat', () => chat.say('from the chat'));
  }

  /** Its input ends, and so does it, without a word. */
  async function endsWithInput(script: Script): Promise<void> {
    assert.deepEqual([await script.end(), script.stderr], [{ code: 0, signal: null }, '']);
  }

  async function endsWithInterrupt(script: Script): Promise<void> {
    assert.deepEqual([await interrupted(script.child), script.stderr], [{ code: 0, signal: null }, '']);
  }

  for (const [side, endpoint] of [
    ['bind', () => Promise.resolve(anyPort)],
    ['connect', freeEndpoint],
  ] as const) {
    const given = async () => ({ [side]: [await endpoint()] });

    test(`REQ that ${side}s asks a script`, async (t) => {
      const { chat, script } = await meet(t, { pattern: 'req', ...(await given()) });
      for (const round of ['1', '2']) {
        await chat.say(`question ${round}`);
        await script.hears(`question ${round}`);
        script.type(`answer ${round}`);
        await chat.hears(`answer ${round}`);
      }
      await endsWithInterrupt(script);
    });

    test(`REP that ${side}s is asked by a script`, async (t) => {
      const { chat, script } = await meet(t, { pattern: 'rep', ...(await given()) });
      for (const round of ['1', '2']) {
        script.type(`question ${round}`);
        await chat.hears(`question ${round}`);
        await chat.say(`answer ${round}`);
        await script.hears(`answer ${round}`);
      }
      await endsWithInput(script);
    });

    test(`PUB that ${side}s is heard by a script, in its room only`, async (t) => {
      const { chat, script } = await meet(t, { pattern: 'pub', rooms: ['lab', 'dev'], ...(await given()) });
      await script.hears('[lab] hello', () => chat.say('hello', 'lab'));
      await script.hears('[dev] hello', () => chat.say('hello', 'dev'));
      await endsWithInterrupt(script);
    });

    test(`SUB that ${side}s hears a script`, async (t) => {
      const { chat, script } = await meet(t, { pattern: 'sub', rooms: ['lab'], ...(await given()) });
      const { room } = await chat.hears('hello', () => script.type('hello'));
      assert.equal(room, 'lab');
      await endsWithInput(script);
    });

    test(`PAIR that ${side}s talks to a script`, async (t) => {
      const { chat, script } = await meet(t, { pattern: 'pair', ...(await given()) });
      await talk(chat, script);
      await endsWithInput(script);
    });
  }

  test('a group takes a script in', async (t) => {
    const { chat, script } = await meet(t, { pattern: 'group', bind: [anyPort], connect: [await freeEndpoint()] });
    await talk(chat, script);
    await endsWithInterrupt(script);
  });

  test('a pipeline goes both ways, whoever binds', async (t) => {
    for (const given of [
      { bind: [anyPort], pullBind: [anyPort] },
      { bind: [anyPort], connect: [await freeEndpoint()] },
      { pushConnect: [await freeEndpoint()], connect: [await freeEndpoint()] },
    ]) {
      const { chat, script } = await meet(t, { pattern: 'pipeline', ...given });
      await talk(chat, script);
      await endsWithInput(script);
    }
  });

  test('a pipeline goes one way', async (t) => {
    const pushing = await meet(t, { pattern: 'pipeline', bind: [anyPort] });
    await pushing.script.hears('from the chat', () => pushing.chat.say('from the chat'));
    await endsWithInterrupt(pushing.script);
    const pulling = await meet(t, { pattern: 'pipeline', pullBind: [anyPort] });
    await pulling.chat.hears('from the script', () => pulling.script.type('from the script'));
    await endsWithInput(pulling.script);
  });

  const carriesNick: readonly ChatFormat[] = ['nick', 'json', 'msgpack'];
  for (const format of chatFormatNames) {
    test(`a script talks in a room, in the form "${format}"`, async (t) => {
      const { chat, script } = await meet(t, {
        pattern: 'room',
        host: true,
        publishers: anyPort,
        subscribers: anyPort,
        rooms: ['lab é🙂'],
        format,
      });
      const heard = await chat.hears('grüße 🙂', () => script.type('grüße 🙂'));
      assert.deepEqual(
        [heard.room, heard.nick, heard.said === undefined],
        ['lab é🙂', carriesNick.includes(format) ? 'guest' : undefined, format !== 'json' && format !== 'msgpack'],
      );
      const room = format === 'prefix' ? 'lab é🙂:' : '[lab é🙂] ';
      await script.hears(`${room}${carriesNick.includes(format) ? 'ann: ' : ''}from the chat`, () => chat.say('from the chat'));
      await endsWithInput(script);
    });
  }

  for (const format of ['nick', 'json', 'msgpack'] as const) {
    test(`a script is one of a pair, in the form "${format}"`, async (t) => {
      const { chat, script } = await meet(t, { pattern: 'pair', bind: [anyPort], format });
      await talk(chat, script);
      await endsWithInput(script);
    });
  }

  test('a script shows nothing that would drive the terminal', async (t) => {
    const { chat, script } = await meet(t, { pattern: 'pair', bind: [anyPort] });
    await chat.say('red \u001b[31m\u0007 end');
    assert.equal(await script.hears('red'), 'red ?[31m? end');
    await endsWithInput(script);
  });
});

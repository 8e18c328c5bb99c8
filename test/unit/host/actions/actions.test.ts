import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { ZmqError } from '../../../../src/core/base/errors';
import { actions } from '../../../../src/host/actions/actionTable';
import { Actions, type ActionId } from '../../../../src/host/actions/actions';
import { actionsOfChatPage } from '../../../../src/host/chat/chatPageConversation';
import { commands } from '../../../../src/host/commands/commandIds';
import { actionsOfPage } from '../../../../src/host/inspector/inspectorPageConversation';
import { scriptedServices } from '../../../support/actionServices';

const ids = Object.keys(actions) as ActionId[];
const ofCommands = Object.values(commands).flatMap((traits: { palette: boolean; action?: ActionId }) => traits.action ?? []);
const ofPages = [...actionsOfPage, ...actionsOfChatPage].map(([, action]) => action);

describe('actions', () => {
  it('have a command, or are called by a page', () => {
    const called = new Set([...ofCommands, ...ofPages]);
    assert.deepEqual(
      ids.filter((id) => !called.has(id)),
      [],
    );
  });

  it('are what each command with an argument in the README comes to', async () => {
    const readme = await readFile('README.md', 'utf8');
    const documented = [...readme.matchAll(/`(zmq\.\w+) \{/g)].map(([, command]) => command as keyof typeof commands);
    assert.ok(documented.length >= 11);
    for (const command of documented) {
      const traits: { palette: boolean; action?: ActionId } = commands[command];
      assert.ok(traits.action, `${command} comes to no action`);
      assert.ok(actions[traits.action].argument, `${command} takes an argument that ${traits.action} does not`);
    }
  });

  for (const id of ids) {
    it(`${id} refuses what it does not know with a sentence, before it does anything`, async () => {
      const acting = new Actions(scriptedServices({}), () => Promise.resolve(actions));
      for (const params of [{ nonsense: 1 }, 'text', 7, null, ['a']]) {
        await assert.rejects(acting.runWith(id, params, 'the caller'), (error) => {
          assert.ok(error instanceof ZmqError, String(error));
          assert.equal(error.data.code, 'invalidParams');
          assert.match(error.message, /^the caller: .+\.$/);
          assert.match(error.data.hint ?? '', /^It(s argument is \{| takes no argument)/);
          return true;
        });
      }
    });
  }

  it('export what a socket, a tap or a proxy of a name has to do with', async () => {
    const wished: (string | undefined)[] = [];
    const entries =
      (...named: [id: string, name: string][]) =>
      () =>
        named.map(([id, name]) => ({ id, spec: { name } })) as never;
    const acting = new Actions(
      scriptedServices({
        sockets: { entries: entries(['s1', 'station'], ['s2', 'twin']) },
        taps: { entries: entries(['t1', 'my tap'], ['t2', 'twin']) },
        proxies: { entries: entries(['p1', 'my proxy'], ['p2', 's1']) },
        exportRecords: async ({ socket }: { socket?: string | undefined }) => {
          wished.push(socket);
          return { records: 0, evicted: 0, bytes: 0, passedOver: 0 };
        },
      }),
      () => Promise.resolve(actions),
    );
    const file = '/tmp/a.csv';
    for (const socket of ['station', 's1', 'my tap', 'my proxy', 't1/3', undefined])
      await acting.run('export', { file, ...(socket === undefined ? {} : { socket }) });
    await acting.run('export', { file, socket: 'station', capture: 'r1' });
    assert.deepEqual(wished, ['s1', 's1', 't1', 'p1', 't1/3', undefined, 'station']);
    await assert.rejects(acting.run('export', { file, socket: 'twin' }), /2 sockets, taps or proxies are named "twin"/);
  });

  it('take bytes as JSON writes them, and as they are', async () => {
    const sent: unknown[] = [];
    const acting = new Actions(
      scriptedServices({
        sockets: {
          idOf: (name) => `id of ${name}`,
          send: async (params) => {
            sent.push(params);
            return { outcome: 'sent', message: '' };
          },
        },
      }),
      () => Promise.resolve(actions),
    );
    const frame = new Uint8Array([1, 2, 3]).subarray(1);
    await acting.run('send', { socket: 'mine', frames: ['a', { hex: 'ff' }, { base64: 'AP8=' }, frame] });
    assert.deepEqual(sent, [
      { socket: 'id of mine', frames: [Uint8Array.of(97), Uint8Array.of(255), Uint8Array.of(0, 255), Uint8Array.of(2, 3)] },
    ]);
  });
});

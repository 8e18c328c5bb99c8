import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { invitationsFor } from '../../../../src/core/chat/invite';
import type { OwnAddress } from '../../../../src/core/chat/invite';
import { chatFormats } from '../../../../src/core/chat/patterns';
import { pythonScript } from '../../../../src/core/chat/python';
import { queryOf, specOfQuery } from '../../../../src/core/chat/query';
import { checkChatSpec } from '../../../../src/core/chat/spec';
import { ZmqError } from '../../../../src/core/base/errors';
import { chatFormatNames, chatPatternNames, type ChatSocket, type ChatSpec } from '../../../../src/protocol/chat';
import type { EndpointInfo, SocketType } from '../../../../src/protocol/sockets';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const lan: OwnAddress = { address: '10.0.0.5', family: 'IPv4', network: 'eth0', internal: false };
const lan6: OwnAddress = { address: '2001:db8::5', family: 'IPv6', network: 'eth0', internal: false };
const linkLocal: OwnAddress = { address: 'fe80::5', family: 'IPv6', network: 'eth0', internal: false };
const loopback: OwnAddress = { address: '127.0.0.1', family: 'IPv4', network: 'lo', internal: true };
const loopback6: OwnAddress = { address: '::1', family: 'IPv6', network: 'lo', internal: true };
const addresses = [lan, lan6, linkLocal, loopback, loopback6];

type Given = Partial<ChatSpec> & Pick<ChatSpec, 'pattern'>;
const specOf = (given: Given): ChatSpec => checkChatSpec({ nick: 'ada', format: 'text', rooms: [], history: true, ...given });
const bound = (type: SocketType, requested: string, resolved: string): Pick<ChatSocket, 'type' | 'endpoints'> => {
  const endpoint: EndpointInfo = { role: 'bind', requested, resolved, state: 'listening', peers: 0 };
  return { type, endpoints: [endpoint] };
};
const invite = (given: Given, resolved: Pick<ChatSocket, 'type' | 'endpoints'>[] = []) =>
  invitationsFor({ spec: specOf(given), resolved, addresses });
/** Endpoints of each invitation in one line, by its address. */
const linesOf = (given: Given, resolved?: Pick<ChatSocket, 'type' | 'endpoints'>[]) =>
  Object.fromEntries(
    invite(given, resolved).invitations.map(({ address, endpoints }) => [
      address,
      endpoints.map(({ type, role, endpoint }) => `${type} ${role} ${endpoint}`).join(', '),
    ]),
  );
const every = (line: (host: string, address: OwnAddress) => string, among = [lan, lan6, loopback, loopback6]) =>
  Object.fromEntries(
    among.map((address) => [address.address, line(address.family === 'IPv6' ? `[${address.address}]` : address.address, address)]),
  );

describe('invitations', () => {
  test('what is bound to every interface is offered at each address, the likeliest first', () => {
    const { invitations, notes } = invite({ pattern: 'rep', bind: ['tcp://*:*'] }, [bound('rep', 'tcp://*:*', 'tcp://[::]:41735')]);
    assert.deepEqual(
      invitations.map(({ address, family, network }) => ({ address, family, network })),
      [lan, lan6, loopback, loopback6].map(({ address, family, network }) => ({ address, family, network })),
    );
    assert.deepEqual(invitations[1]?.endpoints, [{ role: 'connect', endpoint: 'tcp://[2001:db8::5]:41735', type: 'req' }]);
    assert.deepEqual(notes, []);
  });

  test('what is bound for IPv4 only is not offered at IPv6 addresses', () => {
    const resolved = [bound('pair', 'tcp://*:1', 'tcp://0.0.0.0:1')];
    assert.deepEqual(
      linesOf({ pattern: 'pair', bind: ['tcp://*:1'] }, resolved),
      every((host) => `pair connect tcp://${host}:1`, [lan, loopback]),
    );
    assert.match(invite({ pattern: 'pair', bind: ['tcp://*:1'] }, resolved).notes.join(), /IPv4 only/);
  });

  test('each pattern is met by its other side', () => {
    const anywhere = { bind: ['tcp://[::]:1'] };
    assert.deepEqual(
      linesOf({ pattern: 'rep', ...anywhere }),
      every((host) => `req connect tcp://${host}:1`),
    );
    assert.deepEqual(
      linesOf({ pattern: 'req', ...anywhere }),
      every((host) => `rep connect tcp://${host}:1`),
    );
    assert.deepEqual(
      linesOf({ pattern: 'pub', ...anywhere }),
      every((host) => `sub connect tcp://${host}:1`),
    );
    assert.deepEqual(
      linesOf({ pattern: 'sub', ...anywhere }),
      every((host) => `pub connect tcp://${host}:1`),
    );
    assert.deepEqual(
      linesOf({ pattern: 'pair', ...anywhere }),
      every((host) => `pair connect tcp://${host}:1`),
    );
    assert.deepEqual(
      linesOf({ pattern: 'pipeline', ...anywhere, connect: ['tcp://10.0.0.9:2'] }),
      every((host) => `push bind tcp://*:2, pull connect tcp://${host}:1`),
    );
    assert.deepEqual(
      linesOf({ pattern: 'pipeline', pushConnect: ['tcp://10.0.0.9:2'], pullBind: ['tcp://[::]:1'] }),
      every((host) => `push connect tcp://${host}:1, pull bind tcp://*:2`),
    );
    assert.deepEqual(
      linesOf({ pattern: 'group', ...anywhere }),
      every((host, { internal }) => `pub bind tcp://${internal ? '127.0.0.1:2' : '*:1'}, sub connect tcp://${host}:1`),
    );
    const room: Given = { pattern: 'room', host: true, publishers: 'tcp://*:*', subscribers: 'tcp://*:*' };
    assert.deepEqual(
      linesOf(room, [bound('xsub', 'tcp://*:*', 'tcp://[::]:1'), bound('xpub', 'tcp://*:*', 'tcp://[::]:2')]),
      every((host) => `pub connect tcp://${host}:1, sub connect tcp://${host}:2`),
    );
  });

  test('where this side only connects, the other one binds', () => {
    assert.deepEqual(linesOf({ pattern: 'req', connect: ['tcp://10.0.0.9:1'] }), { '': 'rep bind tcp://*:1' });
    assert.deepEqual(linesOf({ pattern: 'sub', connect: ['tcp://localhost:1'] }), { '': 'pub bind tcp://127.0.0.1:1' });
    assert.deepEqual(linesOf({ pattern: 'pipeline', pushConnect: ['tcp://[::1]:1'], connect: ['ipc:///tmp/x'] }), {
      '': 'push bind ipc:///tmp/x, pull bind tcp://[::1]:1',
    });
    assert.match(invite({ pattern: 'req', connect: ['tcp://10.0.0.9:1'] }).notes.join(), /the other side binds/);
    assert.deepEqual(linesOf({ pattern: 'req', bind: ['tcp://127.0.0.1:3'], connect: ['tcp://10.0.0.9:1'] }), {
      '127.0.0.1': 'rep connect tcp://127.0.0.1:3',
    });
  });

  test('guests of a room invite to the same room', () => {
    const guest: Given = { pattern: 'room', publishers: 'tcp://10.0.0.9:1', subscribers: 'tcp://10.0.0.9:2' };
    assert.deepEqual(linesOf(guest), { '': 'pub connect tcp://10.0.0.9:1, sub connect tcp://10.0.0.9:2' });
    assert.match(invite(guest).notes.join(), /hosted elsewhere/);
    assert.match(
      invite({ ...guest, publishers: 'tcp://127.0.0.1:1', subscribers: 'tcp://127.0.0.1:2' }).notes.join(),
      /this computer only/,
    );
  });

  test('says who cannot reach it', () => {
    const local = invite({ pattern: 'rep', bind: ['tcp://127.0.0.1:5555'] });
    assert.deepEqual(
      local.invitations.map(({ address }) => address),
      ['127.0.0.1'],
    );
    assert.match(local.notes.join(), /tcp:\/\/127\.0\.0\.1:5555 is bound to loopback: other computers cannot reach it/);
    assert.match(invite({ pattern: 'pub', bind: ['ipc:///tmp/x'] }).notes.join(), /this computer only/);
    assert.deepEqual(linesOf({ pattern: 'pub', bind: ['ipc:///tmp/x'] }), { '': 'sub connect ipc:///tmp/x' });
    assert.match(invite({ pattern: 'pub', bind: ['inproc://x'] }).notes.join(), /no other program, and no script, can join/);
    assert.match(invite({ pattern: 'group', bind: ['tcp://*:1'] }).notes.join(), /add tcp:\/\/their-address:port to your peers/);
  });

  test('an address of its own is the only one offered', () => {
    assert.deepEqual(linesOf({ pattern: 'rep', bind: ['tcp://10.0.0.5:1'] }), { '10.0.0.5': 'req connect tcp://10.0.0.5:1' });
    assert.deepEqual(linesOf({ pattern: 'rep', bind: ['tcp://192.168.7.7:1'] }), { '192.168.7.7': 'req connect tcp://192.168.7.7:1' });
    assert.deepEqual(linesOf({ pattern: 'room', host: true, publishers: 'tcp://0.0.0.0:1', subscribers: 'tcp://127.0.0.1:2' }), {
      '127.0.0.1': 'pub connect tcp://127.0.0.1:1, sub connect tcp://127.0.0.1:2',
    });
    // Through two ways to the same socket everything would come twice.
    assert.deepEqual(linesOf({ pattern: 'pub', bind: ['tcp://127.0.0.1:1', 'tcp://0.0.0.0:2'] }), {
      '10.0.0.5': 'sub connect tcp://10.0.0.5:2',
      '127.0.0.1': 'sub connect tcp://127.0.0.1:1',
    });
  });

  test('the other one of a group on this computer is bound where it is awaited', () => {
    const group = linesOf({ pattern: 'group', bind: ['tcp://127.0.0.1:5557'], connect: ['tcp://127.0.0.1:5558'] });
    assert.deepEqual(group, { '127.0.0.1': 'pub bind tcp://127.0.0.1:5558, sub connect tcp://127.0.0.1:5557' });
    assert.deepEqual(linesOf({ pattern: 'group', bind: ['tcp://127.0.0.1:65535'] }), {
      '127.0.0.1': 'pub bind tcp://127.0.0.1:65534, sub connect tcp://127.0.0.1:65535',
    });
    assert.deepEqual(linesOf({ pattern: 'group', bind: ['ipc:///tmp/a'] }), { '': 'pub bind ipc:///tmp/a-2, sub connect ipc:///tmp/a' });
  });

  test('each invitation is a link that can be joined, and a script', () => {
    for (const pattern of chatPatternNames) {
      for (const format of chatFormatNames) {
        const rooms = chatFormats[format].needsRoom || pattern === 'pub' ? ['lab', 'a&b=c #%+'] : [];
        const given: Given =
          pattern === 'room'
            ? { pattern, format, rooms, host: true, publishers: 'tcp://*:1', subscribers: 'tcp://*:2' }
            : { pattern, format, rooms, bind: ['tcp://*:1'] };
        const { invitations } = invite(given);
        assert.ok(invitations.length > 0);
        for (const { query, script, endpoints } of invitations) {
          const spec = specOfQuery(query);
          assert.deepEqual([spec.format, spec.rooms], [format, rooms]);
          assert.equal('nick' in spec || 'history' in spec || 'host' in spec, false);
          const joined = checkChatSpec({ ...spec, nick: 'bob', history: false });
          for (const { endpoint } of endpoints) assert.ok(JSON.stringify(joined).includes(JSON.stringify(endpoint)), endpoint);
          assert.equal(script, pythonScript({ ...joined, nick: 'guest' }));
        }
      }
    }
  });
});

describe('links', () => {
  const refused = (query: string) =>
    assert.throws(
      () => specOfQuery(query),
      (error) => error instanceof ZmqError && Boolean(error.data.hint),
      query,
    );

  test('carry how to join, and nothing of who joins or hosts', () => {
    const room = specOf({
      pattern: 'room',
      host: true,
      publishers: 'tcp://127.0.0.1:1',
      subscribers: 'tcp://127.0.0.1:2',
      rooms: ['a b', 'c+d'],
      format: 'topic',
    });
    assert.equal(
      queryOf(room),
      'pattern=room&format=topic&room=a+b&room=c%2Bd&publishers=tcp%3A%2F%2F127.0.0.1%3A1&subscribers=tcp%3A%2F%2F127.0.0.1%3A2',
    );
    assert.deepEqual(specOfQuery(queryOf(room)), {
      pattern: 'room',
      format: 'topic',
      rooms: ['a b', 'c+d'],
      publishers: 'tcp://127.0.0.1:1',
      subscribers: 'tcp://127.0.0.1:2',
    });
    assert.deepEqual(specOfQuery('pattern=req&connect=tcp://a:1&nick=x&history=true&host=true&windowId=_blank'), {
      pattern: 'req',
      format: 'text',
      rooms: [],
      connect: ['tcp://a:1'],
    });
  });

  test('survive with any room', () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(name, (room) => {
        let spec: ChatSpec;
        try {
          spec = specOf({ pattern: 'sub', connect: ['tcp://a:1'], rooms: [room] });
        } catch {
          return; // no such room can be joined in the first place
        }
        assert.deepEqual(specOfQuery(queryOf(spec)).rooms, [room]);
      }),
    );
  });

  test('that cannot be joined are refused with a hint', () => {
    for (const query of [
      '',
      'pattern=',
      'pattern=dealer',
      'pattern=req',
      'pattern=req&connect=',
      'pattern=req&connect=tcp://*:1',
      'pattern=req&connect=http://a',
      'pattern=req&pattern=rep&connect=tcp://a:1',
      'pattern=req&connect=tcp://a:1&publishers=tcp://b:1',
      'pattern=room&publishers=tcp://*:1&subscribers=tcp://*:2',
      'pattern=sub&connect=tcp://a:1&room=x:y&format=prefix',
      'pattern=sub&connect=tcp://a:1&format=prefix',
      `pattern=sub&connect=tcp://a:1&room=${'x'.repeat(9000)}`,
      '%',
      '__proto__=x',
    ])
      refused(query);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webQueryParameters(),
          fc.string({ unit: 'binary' }),
          fc.webQueryParameters().map((rest) => `pattern=req&connect=tcp://a:1&${rest}`),
        ),
        (query) => {
          try {
            checkChatSpec({ ...specOfQuery(query), nick: 'ada', history: false });
          } catch (error) {
            assert.ok(error instanceof ZmqError, String(error));
          }
        },
      ),
    );
  });
});

describe('Python scripts', () => {
  test('hold what others wrote as literals only', () => {
    const evil = '"""\\\'); import os #\u00e9\u{1f642}';
    const script = pythonScript(specOf({ pattern: 'sub', format: 'topic', rooms: [evil], connect: ['ipc:///tmp/"+x+"\\'] }));
    assert.match(script, /^[\n\u0020-\u007e]*$/);
    const lines = script.split('\n');
    assert.deepEqual(
      lines.filter((line) => line.includes('import os')),
      [String.raw`ROOMS = ["\"\"\"\\'); import os #\u00e9\U0001f642"]`],
    );
    assert.deepEqual(
      lines.filter((line) => line.includes('+x+')),
      [String.raw`SUB_CONNECT = "ipc:///tmp/\"+x+\"\\"`],
    );
  });

  test('ask for nothing that they do not use', () => {
    const uses = (given: Given, word: RegExp) => word.test(pythonScript(specOf(given)));
    for (const format of chatFormatNames) {
      const rooms = ['lab'];
      const given: Given = { pattern: 'room', publishers: 'tcp://a:1', subscribers: 'tcp://a:2', format, rooms };
      assert.equal(uses(given, /^import msgpack$/m), format === 'msgpack');
      assert.equal(uses(given, /^import json$/m), format === 'json');
      assert.equal(uses(given, /NICK/), ['nick', 'json', 'msgpack'].includes(format));
    }
    assert.equal(uses({ pattern: 'sub', connect: ['tcp://a:1'] }, /threading|input\(|def pack|NICK/), false);
    assert.equal(uses({ pattern: 'pub', bind: ['tcp://*:1'] }, /threading|def show/), false);
    assert.equal(uses({ pattern: 'req', connect: ['tcp://[::1]:1'] }, /IPV6/), true);
    assert.equal(uses({ pattern: 'req', connect: ['tcp://127.0.0.1:1'] }, /IPV6/), false);
  });
});

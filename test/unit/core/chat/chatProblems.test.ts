import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OwnAddress } from '../../../../src/core/chat/invite';
import { patience } from '../../../../src/core/base/patience';
import { problemsOf } from '../../../../src/core/chat/problems';
import type { ChatFacts } from '../../../../src/core/chat/problems';
import type { ChatProblem, ChatSocket } from '../../../../src/protocol/chat';
import type { EndpointInfo } from '../../../../src/protocol/sockets';

const addresses: OwnAddress[] = [
  { address: '192.168.7.5', family: 'IPv4', network: 'wlan0', internal: false },
  { address: '2001:db8::5', family: 'IPv6', network: 'wlan0', internal: false },
  { address: '127.0.0.1', family: 'IPv4', network: 'lo', internal: true },
];
const spec: ChatFacts['spec'] = { pattern: 'rep', nick: 'ada', format: 'text', rooms: [], history: false };
const bound = (resolved: string, more: Partial<EndpointInfo> = {}): EndpointInfo => ({
  role: 'bind',
  requested: resolved,
  resolved,
  state: 'listening',
  peers: 0,
  ...more,
});
const connecting = (endpoint: string, more: Partial<EndpointInfo> = {}): EndpointInfo => ({
  role: 'connect',
  requested: endpoint,
  resolved: endpoint,
  state: 'connecting',
  peers: 0,
  ...more,
});
const socket = (type: ChatSocket['type'], ...endpoints: EndpointInfo[]): ChatSocket => ({
  socket: `c1-${type}`,
  name: type,
  type,
  part: 'both',
  endpoints,
  peers: 0,
});

function problems(facts: Partial<ChatFacts>): ChatProblem[] {
  return problemsOf({
    spec,
    sockets: [],
    peers: 0,
    age: patience.chatProblem,
    heard: false,
    turnAge: 0,
    otherRooms: [],
    addresses,
    ...facts,
  });
}
const kinds = (facts: Partial<ChatFacts>) => problems(facts).map(({ kind }) => kind);

describe('why a chat does not work', () => {
  test('nobody has connected: who can, how, and which port a firewall has to let in', () => {
    const [open] = problems({ sockets: [socket('rep', bound('tcp://0.0.0.0:5555'))] });
    assert.equal(open?.kind, 'nobody connected');
    assert.match(open?.text ?? '', /tcp:\/\/\*:5555/);
    assert.match(open?.hint ?? '', /tcp:\/\/192\.168\.7\.5:5555 \(wlan0\)/);
    assert.match(open?.hint ?? '', /firewall .* TCP port 5555/);
    assert.equal(open?.endpoint, 'tcp://192.168.7.5:5555');
    const [local] = problems({ sockets: [socket('rep', bound('tcp://127.0.0.1:5555'))] });
    assert.match(local?.hint ?? '', /loopback.*others cannot.*tcp:\/\/\*:5555/);
    const [room, ...more] = problems({
      sockets: [socket('xsub', bound('tcp://0.0.0.0:5555')), socket('xpub', bound('tcp://0.0.0.0:5556'))],
    });
    assert.deepEqual(more, [], 'a room is one place');
    assert.match(room?.text ?? '', /:5555 and tcp:\/\/\*:5556/);
    assert.match(room?.hint ?? '', /192\.168\.7\.5, ports 5555 and 5556 .* TCP ports 5555 and 5556/);
    const [one] = problems({ sockets: [socket('rep', bound('tcp://192.168.7.5:5555'))] });
    assert.match(one?.hint ?? '', /192\.168\.7\.5:5555/);
    assert.match(
      problems({ sockets: [socket('rep', bound('tcp://0.0.0.0:5555'))], addresses: [] })[0]?.hint ?? '',
      /no address in a network/,
    );
    assert.match(problems({ sockets: [socket('rep', bound('ipc:///tmp/x'))] })[0]?.hint ?? '', /this computer/);
  });

  test('nobody is missed too early, where somebody is there, or where something was heard', () => {
    const sockets = [socket('rep', bound('tcp://0.0.0.0:5555'))];
    assert.deepEqual(kinds({ sockets, age: patience.chatProblem - 1 }), []);
    assert.deepEqual(kinds({ sockets, peers: 1 }), []);
    assert.deepEqual(kinds({ sockets, heard: true }), []);
  });

  test('each way in which an endpoint fails has a kind, a sentence and something to do', () => {
    const cases: [EndpointInfo['cause'], ChatProblem['kind']][] = [
      ['nobody listens', 'nobody listens'],
      ['unreachable', 'nobody listens'],
      ['not resolved', 'not resolved'],
      ['left in handshake', 'wrong pattern'],
      ['handshake failed', 'handshake'],
    ];
    for (const [cause, kind] of cases) {
      const [problem] = problems({
        sockets: [socket('req', connecting('tcp://host:1', { cause, state: 'retrying', reason: 'It failed.' }))],
      });
      assert.equal(problem?.kind, kind);
      assert.match(problem?.text ?? '', /tcp:\/\/host:1/);
      assert.match(problem?.hint ?? '', /\.$/);
    }
  });

  test('the wrong pattern at the other end names the ones that fit', () => {
    const [problem] = problems({ sockets: [socket('req', connecting('tcp://host:1', { cause: 'left in handshake', state: 'refused' }))] });
    assert.match(problem?.hint ?? '', /REQ talks to REP or ROUTER/);
    const turnedAway = bound('tcp://0.0.0.0:5', { cause: 'left in handshake' });
    assert.ok(kinds({ sockets: [socket('rep', turnedAway)] }).includes('wrong pattern'));
    assert.ok(!kinds({ sockets: [socket('rep', { ...turnedAway, peers: 1 })], peers: 1 }).includes('wrong pattern'));
    assert.ok(!kinds({ sockets: [socket('rep', turnedAway)] }).includes('nobody connected'), 'somebody did come');
  });

  test('a failed handshake is told by what it lacked, and a guess is told as one', () => {
    const cases: [EndpointInfo['fault'], ChatProblem['kind'], RegExp][] = [
      ['hung up', 'wrong pattern', /why was not said.* Most often .*REP talks to REQ or DEALER.* may also/],
      ['types', 'wrong pattern', /do not fit each other.*REP talks to REQ or DEALER/],
      ['mechanism', 'handshake', /PLAIN or CURVE/],
      ['key', 'handshake', /PLAIN or CURVE/],
      ['authentication', 'handshake', /PLAIN or CURVE/],
      ['unanswered', 'no handshake', /has not answered/],
      ['other', 'handshake', /It failed\./],
    ];
    for (const [fault, kind, words] of cases) {
      const facts = { cause: 'handshake failed', fault, reason: 'It failed.' } as const;
      for (const endpoint of [bound('tcp://127.0.0.1:5', facts), connecting('tcp://127.0.0.1:5', { ...facts, state: 'refused' })]) {
        const [problem] = problems({ sockets: [socket('rep', endpoint)] });
        assert.equal(problem?.kind, kind, fault);
        assert.match(`${problem?.text} ${problem?.hint}`, words);
      }
    }
    const awaited = connecting('tcp://127.0.0.1:5', { cause: 'handshake awaited' });
    assert.deepEqual(kinds({ sockets: [socket('rep', awaited)], age: 0 }), ['no handshake'], 'at once: it was waited for already');
  });

  test('an endpoint that neither answers nor refuses is told after a while', () => {
    const sockets = [socket('req', connecting('tcp://10.0.0.1:5'))];
    assert.deepEqual(kinds({ sockets }), ['no handshake']);
    assert.deepEqual(kinds({ sockets, age: patience.chatProblem - 1 }), []);
    assert.deepEqual(kinds({ sockets: [socket('req', connecting('inproc://x'))] }), []);
  });

  test('rooms that talk are named and offered; text without a room as well', () => {
    const rooms = { spec: { ...spec, pattern: 'sub' as const, rooms: ['lab'] } };
    const [other] = problems({ ...rooms, peers: 1, otherRooms: ['room2'] });
    assert.equal(other?.room, 'room2');
    assert.match(other?.text ?? '', /"room2".*"lab"/);
    const [bare] = problems({ ...rooms, peers: 1, otherRooms: [''] });
    assert.equal(bare?.room, undefined);
    assert.match(bare?.hint ?? '', /Leave all rooms/);
    const [hostile] = problems({ ...rooms, peers: 1, otherRooms: ['\u202exyz'] });
    assert.ok(!hostile?.text.includes('\u202e'));
  });

  test('a publisher is told when those who are there subscribed to something else, or to nothing', () => {
    const topics = (...names: string[]) => names.map((name) => new TextEncoder().encode(name));
    const pub = { ...spec, pattern: 'pub' as const, rooms: ['lab'] };
    assert.deepEqual(kinds({ spec: pub, peers: 1, subscribed: topics('dev') }), ['nobody in room']);
    assert.deepEqual(kinds({ spec: pub, peers: 1, subscribed: topics('la') }), []);
    assert.deepEqual(kinds({ spec: { ...pub, rooms: [] }, peers: 1, subscribed: [] }), ['nobody in room']);
    const [whole] = problems({ spec: { ...pub, rooms: [] }, peers: 1, subscribed: topics('dev') });
    assert.deepEqual([whole?.kind, whole?.room], ['nobody in room', 'dev']);
    assert.match(whole?.text ?? '', /only to "dev"/);
    assert.deepEqual(kinds({ spec: { ...pub, rooms: [] }, peers: 1, subscribed: topics('dev', '') }), []);
    assert.deepEqual(kinds({ spec: pub, peers: 1, subscribed: undefined }), []);
  });

  test('a room without its host is told once', () => {
    const guest = { ...spec, pattern: 'room' as const, publishers: 'tcp://host:1', subscribers: 'tcp://host:2' };
    const gone = { cause: 'nobody listens', state: 'retrying' } as const;
    const sockets = [socket('pub', connecting('tcp://host:1', gone)), socket('sub', connecting('tcp://host:2', gone))];
    const [problem, ...more] = problems({ spec: guest, sockets });
    assert.deepEqual(more, []);
    assert.match(problem?.text ?? '', /tcp:\/\/host:1 and tcp:\/\/host:2: the room has no host/);
  });

  test('an answer that does not come is told with how long it is missed', () => {
    const [turn] = problems({ peers: 1, turn: 'awaiting reply', turnAge: 12_300 });
    assert.equal(turn?.kind, 'turn');
    assert.match(turn?.text ?? '', /12 seconds/);
    assert.deepEqual(kinds({ peers: 1, turn: 'awaiting request', turnAge: 60_000 }), []);
  });
});

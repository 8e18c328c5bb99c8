import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eventSentence, messageOf, placeholdersOf, saysEndpoint } from '../../../../src/core/events/catalogue';
import { eventMessages } from '../../../../src/core/events/messages';
import { factFrames, factsOf, shownFrames } from '../../../../src/core/events/eventFrames';
import { eventKinds, kindOf } from '../../../../src/core/events/eventKinds';
import type { EventCode, EventFacts } from '../../../../src/protocol/events';

const endpoint = 'tcp://127.0.0.1:5555';
const retry: EventFacts = { code: 'retry', endpoint, cause: 'nobody listens' };

/** At least one of each message. */
const examples: readonly EventFacts[] = [
  { code: 'opened', type: 'rep' },
  { code: 'closed', type: 'rep' },
  { code: 'listening', endpoint, requested: endpoint },
  { code: 'listening', endpoint, requested: 'tcp://127.0.0.1:*' },
  { code: 'bind failed', endpoint, cause: 'in use' },
  { code: 'bind failed', endpoint, cause: 'in use', owner: 'python3 (process 7)' },
  { code: 'bind failed', endpoint, cause: 'no such address' },
  { code: 'bind failed', endpoint, cause: 'no such interface' },
  { code: 'bind failed', endpoint, cause: 'interface without address', host: 'ifb0' },
  { code: 'bind failed', endpoint, cause: 'other file' },
  { code: 'bind failed', endpoint, cause: 'permission' },
  { code: 'bind failed', endpoint, cause: 'no directory' },
  { code: 'bind failed', endpoint, cause: 'not taken' },
  { code: 'bind failed', endpoint, cause: 'name unknown', host: 'nowhere', errno: 'ENOTFOUND' },
  { code: 'bind failed', endpoint, cause: 'name unanswered', host: 'nowhere' },
  { code: 'bind failed', endpoint, cause: 'other', detail: 'Too many open files' },
  { code: 'unbound', endpoint },
  { code: 'unconnected', endpoint },
  { code: 'connecting', endpoint },
  { code: 'accepted', endpoint },
  { code: 'accept failed', endpoint, detail: 'Too many open files' },
  { code: 'connected', endpoint },
  { code: 'stream connected', endpoint },
  { code: 'handshake awaited', endpoint },
  { code: 'handshake', endpoint },
  { code: 'handshake', endpoint, cause: 'second of a pair' },
  { code: 'handshake failed', endpoint, cause: 'mechanism' },
  { code: 'handshake failed', endpoint, cause: 'key' },
  { code: 'handshake failed', endpoint, cause: 'types' },
  { code: 'handshake failed', endpoint, cause: 'hung up', type: 'rep', able: ['req', 'dealer'] },
  { code: 'handshake failed', endpoint, cause: 'unanswered' },
  { code: 'handshake failed', endpoint, cause: 'authentication', status: 400 },
  { code: 'handshake failed', endpoint, cause: 'other', detail: 'ERR_ZMTP_UNKNOWN' },
  retry,
  { code: 'retry', endpoint: 'ipc:///tmp/x', cause: 'no ipc path' },
  { code: 'retry', endpoint, cause: 'not resolved', host: 'nowhere' },
  { code: 'retry', endpoint, cause: 'unreachable', host: '10.0.0.1' },
  { code: 'retry', endpoint, cause: 'source or target', host: '10.0.0.1', source: 'localhost:0' },
  { code: 'retry', endpoint, cause: 'connection lost' },
  { code: 'retry', endpoint, cause: 'handshake failed' },
  { code: 'retry', endpoint, cause: 'left in handshake' },
  { code: 'disconnected', endpoint, cause: 'peer' },
  { code: 'disconnected', endpoint, cause: 'peer or size', maxMessageSize: 1000 },
  { code: 'disconnected', endpoint, cause: 'in handshake', type: 'rep', able: ['req', 'dealer'] },
  { code: 'disconnected', endpoint, cause: 'after failure' },
  { code: 'disconnected', endpoint, cause: 'unknown' },
  { code: 'subscribe', topic: 'weather.' },
  { code: 'subscribe', topic: '' },
  { code: 'unsubscribe', topic: 'weather.' },
  { code: 'unsubscribe', topic: '' },
  { code: 'send refused', cause: 'waiting queue full', type: 'push' },
  { code: 'send refused', cause: 'peer queue full', type: 'push' },
  { code: 'send refused', cause: 'queue full or unheard', type: 'pair' },
  { code: 'send refused', cause: 'no peer', type: 'push' },
  { code: 'send refused', cause: 'unroutable', type: 'router' },
  { code: 'send refused', cause: 'awaiting reply', type: 'req' },
  { code: 'send refused', cause: 'no request', type: 'rep' },
  { code: 'send refused', cause: 'not its turn', type: 'req' },
  { code: 'send refused', cause: 'busy', type: 'req' },
  { code: 'send refused', cause: 'receives only', type: 'sub' },
  { code: 'send refused', cause: 'routing id missing', type: 'router' },
  { code: 'send refused', cause: 'routing id unknown to type', type: 'push' },
  { code: 'send refused', cause: 'several frames of a stream', type: 'stream' },
  { code: 'send refused', cause: 'several frames with conflate', type: 'push' },
  { code: 'send refused', cause: 'other', type: 'push', detail: 'Bad address' },
  { code: 'repeated', of: 'accepted', endpoint, count: 1234 },
  { code: 'repeated', of: 'retry', endpoint, count: 65, last: retry },
  { code: 'repeated', of: 'accepted', endpoint, count: 1 },
  { code: 'repeated', of: 'retry', endpoint, count: 1, last: retry },
  { code: 'records lost', count: 1234567 },
  { code: 'records lost', count: 0 },
  { code: 'receiving stopped', detail: 'Bad address' },
  { code: 'events unwatched', detail: 'Bad address' },
  { code: 'release failed', endpoint, detail: 'No such endpoint' },
  { code: 'senders slowed', seconds: 1 },
  { code: 'messages may be missing', seconds: 2 },
  { code: 'peers unheard', peers: 2, heard: 1 },
  { code: 'conflated' },
  { code: 'tap opened', endpoint, target: 'tcp://127.0.0.1:5556' },
  { code: 'tap closed', endpoint, target: 'tcp://127.0.0.1:5556' },
  { code: 'tapped', endpoint },
  ...(['nobody listens', 'no ipc path', 'not resolved', 'unreachable', 'no descriptors'] as const).map((cause): EventFacts => ({
    code: 'target down',
    endpoint,
    cause,
    errno: 'EMFILE',
  })),
  { code: 'side ready', side: 'connector', speaks: 'ZMTP 1.0' },
  { code: 'side ready', side: 'binder', speaks: 'ZMTP 3.1, NULL', socketType: 'ROUTER' },
  { code: 'side ready', side: 'connector', speaks: 'ZMTP 3.1, NULL', socketType: 'DEALER', identity: 'worker-1' },
  { code: 'handshake step', side: 'binder', name: 'WELCOME' },
  { code: 'handshake step', side: 'connector', name: 'HELLO', username: 'ada' },
  { code: 'side refused', side: 'binder', detail: '400' },
  { code: 'ping', side: 'connector' },
  { code: 'ping', side: 'connector', timeToLive: 3.5 },
  { code: 'pong', side: 'binder' },
  { code: 'join', side: 'connector', group: 'g' },
  { code: 'leave', side: 'connector', group: 'g' },
  { code: 'command', side: 'connector', name: 'X', size: 3 },
  ...(['not ZMTP', 'no mechanism', 'reserved flags', 'impossible length', 'no command', 'message in handshake'] as const).map(
    (cause): EventFacts => ({ code: 'not decoded', side: 'connector', cause, at: 64 }),
  ),
  { code: 'handshake failed', endpoint: 'tcp://a:1', cause: 'refused', detail: 'no' },
  { code: 'handshake failed', endpoint: 'tcp://a:1', cause: 'not ZMTP' },
  { code: 'handshake failed', endpoint: 'ipc:///tmp/x', cause: 'not ZMTP', cameIn: true },
  { code: 'handshake failed', endpoint: 'tcp://a:1', cause: 'not ZMTP', cameIn: true, peer: '127.0.0.1:5' },
  { code: 'handshake failed', endpoint: 'tcp://a:1', cause: 'types', type: 'sub', able: ['pub', 'xpub'], other: 'PUSH' },
  { code: 'peer cut off', endpoint: 'tcp://a:1', peer: '127.0.0.1:5', cause: 'not ZMTP', at: 9 },
  { code: 'peer cut off', endpoint: 'tcp://a:1', peer: '127.0.0.1:5', cause: 'too large', maxMessageSize: 1000 },
  { code: 'peer cut off', endpoint: 'tcp://a:1', peer: '127.0.0.1:5', cause: 'no heartbeat' },
  { code: 'peer cut off', endpoint: 'tcp://a:1', peer: '127.0.0.1:5', cause: 'refused', detail: 'no' },
  { code: 'message cut', side: 'connector', size: 4 },
  ...(['ended by connector', 'ended by binder', 'reset by connector', 'reset by binder', 'tap closed'] as const).map(
    (cause): EventFacts => ({ code: 'tap ended', cause }),
  ),
  ...(['dropped', 'duplicated', 'held', 'let go', 'edited', 'reset', 'untouched'] as const).map((act): EventFacts => ({
    code: 'fault',
    side: 'connector',
    act,
    record: 7,
  })),
  { code: 'fault', side: 'connector', act: 'delayed', record: 7, ms: 300 },
  { code: 'fault', side: 'connector', act: 'slowed', record: 7, ms: 300 },
  { code: 'fault', side: 'connector', act: 'corrupted', record: 7, frame: 0, at: 3 },
  { code: 'fault', side: 'connector', act: 'moved', record: 7, places: 2 },
  { code: 'fault', side: 'connector', act: 'moved', record: 7, places: -2 },
  { code: 'fault', side: 'binder', act: 'black hole' },
  { code: 'faults', kinds: ['drop', 'delay'] },
  { code: 'faults', kinds: [] },
  { code: 'fault', side: 'frontend', act: 'restarted', record: 7 },
  { code: 'fault', side: 'backend', act: 'black hole' },
  { code: 'proxy started', frontend: 'ROUTER', backend: 'DEALER' },
  { code: 'proxy stopped' },
  { code: 'proxy paused' },
  { code: 'proxy goes on' },
  { code: 'not passed on', record: 7, cause: 'no such peer' },
  { code: 'not passed on', record: 7, cause: 'peer full' },
  { code: 'not passed on', record: 7, cause: 'other', detail: 'Message too long' },
  { code: 'probed', endpoint, found: 'zmtp', version: '3.1', mechanism: 'NULL', socketType: 'PUB' },
  { code: 'probed', endpoint, found: 'zmtp', version: '2.0', socketType: 'REP', identity: 'worker-1' },
  { code: 'probed', endpoint, found: 'zmtp', version: '3.1', mechanism: 'NULL', socketType: 'REP', own: 'REP s1' },
  { code: 'probed', endpoint, found: 'zmtp', version: '3.1', mechanism: 'CURVE' },
  { code: 'probed', endpoint, found: 'zmtp', version: '3.0', mechanism: 'NULL' },
  { code: 'probed', endpoint, found: 'zmtp', version: '1.0' },
  { code: 'probed', endpoint, found: 'other protocol', protocol: 'HTTP' },
  { code: 'probed', endpoint, found: 'other protocol' },
  { code: 'probed', endpoint, found: 'silent' },
  { code: 'probed', endpoint, found: 'hangs up' },
  { code: 'probed', endpoint, found: 'nobody' },
  { code: 'probed', endpoint, found: 'forbidden' },
  { code: 'probed', endpoint, found: 'not resolved' },
  { code: 'probed', endpoint, found: 'unreachable', detail: 'EHOSTUNREACH' },
];

describe('the catalogue of events', () => {
  test('each code has a kind and a sentence, and each sentence an event that says it', () => {
    const said = new Set(examples.map(messageOf));
    assert.deepEqual(
      (Object.keys(eventMessages) as (keyof typeof eventMessages)[]).filter((message) => !said.has(message)),
      [],
    );
    const codes = new Set(examples.map(({ code }) => code));
    assert.deepEqual(
      (Object.keys(kindOf) as EventCode[]).filter((code) => !codes.has(code)),
      [],
    );
    for (const kind of Object.values(kindOf)) assert.ok(eventKinds.includes(kind), kind);
  });

  test('each placeholder is a field of the event', () => {
    for (const facts of examples) {
      const message = eventMessages[messageOf(facts)];
      for (const name of placeholdersOf(message)) assert.ok(name in facts, `${message}: ${name}`);
      assert.doesNotMatch(eventSentence(facts), /[{}]|undefined|\[object/);
    }
  });

  test('fields are written as people read them', () => {
    assert.equal(
      eventSentence({ code: 'records lost', count: 1234567 }),
      'The engine was started again. At least 1,234,567 records were lost.',
    );
    assert.match(
      eventSentence({ code: 'disconnected', endpoint, cause: 'in handshake', type: 'rep', able: ['req', 'dealer'] }),
      /REP does not talk to \(it talks to REQ, DEALER\)/,
    );
    assert.equal(
      eventSentence({ code: 'repeated', of: 'retry', endpoint, count: 65, last: retry }),
      `retry: 65 more times (counted only): Nothing listens at ${endpoint}; trying again.`,
    );
    assert.equal(
      eventSentence({ code: 'repeated', of: 'retry', endpoint, count: 1, last: retry }),
      `retry: once more (counted only): Nothing listens at ${endpoint}; trying again.`,
    );
    assert.equal(
      eventSentence({ code: 'bind failed', endpoint, cause: 'other', detail: '$& {errno} $1' }),
      `Cannot bind to ${endpoint}: $& {errno} $1.`,
    );
  });

  test('a sentence that names its endpoint is known without looking into it', () => {
    for (const facts of examples)
      if ('endpoint' in facts && facts.endpoint && facts.code !== 'repeated')
        assert.equal(saysEndpoint(facts), eventSentence(facts).includes(facts.endpoint), messageOf(facts));
  });

  test('what a record keeps is what was put in, and shows as its sentence', () => {
    for (const facts of examples) {
      const frames = factFrames(facts);
      assert.deepEqual(factsOf(frames), facts);
      const [sentence, where] = shownFrames(frames).map((bytes) => Buffer.from(bytes).toString());
      assert.equal(sentence, eventSentence(facts));
      assert.equal(where, ('endpoint' in facts && facts.endpoint) || '');
    }
  });

  test('what is no event of ours is shown as it stands', () => {
    for (const text of ['', 'Listening.', '{"code":7}', '{"code":"opened","ty', '[]', 'null']) {
      const frames = [Buffer.from(text), Buffer.from(endpoint)];
      assert.equal(factsOf(frames), undefined);
      assert.deepEqual(shownFrames(frames), frames);
    }
    assert.equal(eventSentence({ code: 'of a later engine' } as unknown as EventFacts), 'of a later engine');
  });
});

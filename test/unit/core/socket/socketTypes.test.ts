import { socketTypeNames } from '../../../../src/protocol/sockets';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as zmq from 'zeromq';
import { socketTypes } from '../../../../src/core/socket/socketTypes';

describe('socket types', () => {
  test('are the stable ones of the bundled zeromq', () => {
    const classes = {
      req: zmq.Request,
      rep: zmq.Reply,
      dealer: zmq.Dealer,
      router: zmq.Router,
      pub: zmq.Publisher,
      sub: zmq.Subscriber,
      xpub: zmq.XPublisher,
      xsub: zmq.XSubscriber,
      push: zmq.Push,
      pull: zmq.Pull,
      pair: zmq.Pair,
      stream: zmq.Stream,
    };
    assert.deepEqual([...socketTypeNames].sort(), Object.keys(classes).sort());
  });

  test('who may talk to whom is mutual', () => {
    for (const type of socketTypeNames) {
      for (const peer of socketTypes[type].peers) {
        assert.ok(socketTypes[peer].peers.includes(type), `${type} lists ${peer}, but not the other way round`);
      }
    }
  });

  test('between two peers, one can send what the other receives', () => {
    for (const type of socketTypeNames) {
      for (const peer of socketTypes[type].peers) {
        const [a, b] = [socketTypes[type], socketTypes[peer]];
        assert.ok((a.canSend && b.canReceive) || (b.canSend && a.canReceive), `${type} and ${peer}`);
      }
    }
  });

  test('subscribers meet those that see subscriptions', () => {
    for (const type of socketTypeNames) {
      const traits = socketTypes[type];
      if (traits.subscribes)
        assert.ok(
          traits.peers.every((peer) => socketTypes[peer].seesSubscriptions),
          type,
        );
      if (traits.seesSubscriptions)
        assert.ok(
          traits.peers.every((peer) => socketTypes[peer].subscribes),
          type,
        );
      assert.equal(traits.topics, traits.subscribes || traits.seesSubscriptions, type);
    }
  });

  test('lock-step types have one that speaks first and one that answers', () => {
    assert.deepEqual(socketTypeNames.filter((type) => socketTypes[type].lockStep).sort(), ['rep', 'req']);
    assert.equal(socketTypes.req.lockStep, 'sends first');
    assert.equal(socketTypes.rep.lockStep, 'receives first');
  });

  test('an empty delimiter is wanted by lock-step peers only', () => {
    for (const type of socketTypeNames) {
      for (const peer of socketTypes[type].delimiterFor) {
        assert.ok(socketTypes[peer].lockStep && socketTypes[type].peers.includes(peer), `${type} to ${peer}`);
        assert.equal(socketTypes[type].lockStep, undefined);
      }
    }
  });
});

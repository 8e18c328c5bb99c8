import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { cancelChatMessage, resetChatTurn, retryChatMessage } from '../../src/protocol/chat';
import { Chat } from '../support/chat';
import { EngineClient, refusal } from '../support/engineClient';
import { anyPort } from '../support/pairing';
import { Peer } from '../support/peer';
import { Script, freeEndpoint } from '../support/script';

describe('strict turns', { concurrency: 3 }, () => {
  const engine = EngineClient.start({ after });
  const { connection } = engine;

  test('who asks waits for the answer: sending is refused with the reason, and works once the answer is there', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'req', bind: [anyPort] });
    const script = Script.start(t, 'chatRep.py', ['connect', await chat.endpoint()]);
    await chat.waitForInfo(
      'its turn',
      ({ peers, turn, cannotSend }) => peers === 1 && turn === 'ready to send' && cannotSend === undefined,
    );
    await chat.says('first');
    await script.hears('first');
    const waiting = await chat.waitForInfo('the wait', ({ turn }) => turn === 'awaiting reply');
    assert.match(waiting.cannotSend ?? '', /answer|reply/i);
    const refused = await chat.says('too early', 'refused');
    assert.match(refused.reason ?? '', /\.$/);
    assert.equal(refused.text, 'too early');
    script.type('answer');
    await chat.hears('answer');
    await chat.waitForInfo('its turn', ({ turn, cannotSend }) => turn === 'ready to send' && cannotSend === undefined);
    await connection.sendRequest(retryChatMessage, { chat: chat.id, number: refused.number });
    await script.hears('too early');
    script.type('answer to what came too early');
    await chat.hears('answer to what came too early');
    assert.deepEqual(script.printed, ['first', 'too early']);
    await chat.leave();
  });

  test('who answers waits for a question, and has one answer for each', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'rep', bind: [anyPort] });
    const before = await chat.waitForInfo('the wait', ({ turn }) => turn === 'awaiting request');
    assert.match(before.cannotSend ?? '', /question|request/i);
    await chat.says('to nobody', 'refused');
    const script = Script.start(t, 'chatReq.py', ['connect', await chat.endpoint()]);
    for (const word of ['one', 'two']) {
      script.type(`question ${word}`);
      await chat.hears(`question ${word}`);
      await chat.waitForInfo('its turn', ({ turn, cannotSend }) => turn === 'has a request to answer' && cannotSend === undefined);
      await chat.says(`answer ${word}`);
      await chat.says(`answer ${word} again`, 'refused');
      await script.hears(`answer ${word}`);
    }
    assert.deepEqual(script.printed, ['answer one', 'answer two']);
    await chat.leave();
  });

  test('a question without anybody to hear it waits, is sent when somebody comes, and counts as a turn only then', async (t) => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'req', connect: [endpoint] });
    const question = await chat.says('anybody there?', 'waiting');
    assert.match(question.reason ?? '', /\.$/);
    const script = Script.start(t, 'chatRep.py', ['bind', endpoint]);
    await chat.waitForState(question.number, 'sent');
    await script.hears('anybody there?');
    script.type('yes');
    await chat.hears('yes');
    await chat.leave();
  });

  test('a question that waits can be given up, and another one asked', async (t) => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'req', connect: [endpoint] });
    const question = await chat.says('anybody there?', 'waiting');
    await connection.sendRequest(cancelChatMessage, { chat: chat.id, number: question.number });
    await chat.waitForState(question.number, 'refused');
    const script = Script.start(t, 'chatRep.py', ['bind', endpoint]);
    await chat.waitForPeers(1);
    await chat.says('who is there?');
    await script.hears('who is there?');
    assert.deepEqual(script.printed, ['who is there?']);
    await chat.leave();
  });

  for (const binder of ['chat', 'script']) {
    test(`the turn is reset when the other side was killed before it answered; the ${binder} binds`, async (t) => {
      const endpoint = await freeEndpoint();
      const chat = await Chat.join(engine, { pattern: 'req', ...(binder === 'chat' ? { bind: [endpoint] } : { connect: [endpoint] }) });
      const start = () => Script.start(t, 'chatRep.py', [binder === 'chat' ? 'connect' : 'bind', endpoint]);
      const script = start();
      await chat.waitForPeers(1);
      await chat.says('question');
      await script.hears('question');
      await script.kill();
      await chat.waitForPeers(0);
      assert.match((await chat.problem('turn')).hint, /reset/i);
      await connection.sendRequest(resetChatTurn, { chat: chat.id });
      const info = await chat.waitForInfo('its turn', ({ turn, cannotSend }) => turn === 'ready to send' && cannotSend === undefined);
      assert.equal(info.sockets[0]?.endpoints[0]?.resolved, endpoint);
      await chat.noProblem('turn');
      const again = start();
      await chat.waitForPeers(1);
      await chat.says('question again');
      await again.hears('question again');
      again.type('answer');
      await chat.hears('answer');
      await chat.leave();
    });
  }

  test('an answer that comes after the reset is not taken for that to the next question', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'req', bind: [anyPort] });
    const endpoint = await chat.endpoint();
    // A ROUTER answers when it likes, and whom it likes.
    const peer = await Peer.zmq(t, 'router', ['--connect', endpoint]);
    await chat.waitForPeers(1);
    await chat.says('first');
    const [firstId = '', ...first] = await peer.received();
    await connection.sendRequest(resetChatTurn, { chat: chat.id });
    await chat.waitForInfo('its turn', ({ turn, peers }) => turn === 'ready to send' && peers === 1);
    await chat.says('second');
    const [secondId = '', ...second] = await peer.received();
    assert.deepEqual([first.at(-1), second.at(-1)], ['first', 'second']);
    const answer = (id: string, frames: string[], text: string) =>
      peer.send([...[id, ...frames.slice(0, -1)].map((frame) => Buffer.from(frame, 'latin1')), text]);
    answer(firstId, first, 'late');
    answer(secondId, second, 'in time');
    await chat.hears('in time');
    assert.deepEqual(await chat.heard(), ['in time']);
    await chat.leave();
  });

  test('a request under way is given up by who answers; the next one is answered', async (t) => {
    const endpoint = await freeEndpoint();
    const chat = await Chat.join(engine, { pattern: 'rep', bind: [endpoint] });
    const script = Script.start(t, 'chatReq.py', ['connect', endpoint]);
    script.type('question');
    await chat.hears('question');
    await connection.sendRequest(resetChatTurn, { chat: chat.id });
    await chat.waitForInfo('the wait', ({ turn }) => turn === 'awaiting request');
    await chat.says('too late', 'refused');
    await script.kill();
    const next = Script.start(t, 'chatReq.py', ['connect', endpoint]);
    next.type('another question');
    await chat.hears('another question');
    await chat.says('answer');
    await next.hears('answer');
    await chat.leave();
  });

  test('an answer to who has left meanwhile is said to be in vain', async (t) => {
    const chat = await Chat.join(engine, { pattern: 'rep', bind: [anyPort] });
    const script = Script.start(t, 'chatReq.py', ['connect', await chat.endpoint()]);
    script.type('question');
    await chat.hears('question');
    await script.kill();
    await chat.waitForPeers(0);
    const number = await chat.say('answer');
    const entry = await chat.waitForEntry('its outcome', (candidate) => candidate.number === number && candidate.state !== 'waiting');
    assert.equal(entry.state, 'refused');
    assert.match(entry.reason ?? '', /gone|left/);
    await chat.waitForInfo('the wait for the next one', ({ turn }) => turn === 'awaiting request');
    await chat.leave();
  });

  test('a turn is reset only where there are turns', async () => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    await refusal(connection.sendRequest(resetChatTurn, { chat: chat.id }), 'notSupportedByType');
    await chat.leave();
  });
});

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { specOfQuery } from '../../src/core/chat/query';
import { inviteToChat } from '../../src/protocol/chat';
import { Chat } from '../support/chat';
import { EngineClient } from '../support/engineClient';
import { anyPort } from '../support/pairing';

describe('invitations', () => {
  const engine = EngineClient.start({ after });

  test('the link of an invitation joins', async () => {
    const host = await Chat.join(engine, {
      pattern: 'room',
      host: true,
      format: 'nick',
      rooms: ['lab'],
      publishers: anyPort,
      subscribers: anyPort,
    });
    const [invitation] = (await engine.connection.sendRequest(inviteToChat, { chat: host.id })).invitations;
    assert.ok(invitation);
    for (const { endpoint } of invitation.endpoints) assert.match(endpoint, /^tcp:\/\/127\.0\.0\.1:[1-9]\d*$/);
    const guest = await Chat.join(engine, { ...specOfQuery(invitation.query), pattern: 'room', nick: 'bob' });
    assert.notEqual((await guest.info()).spec.host, true);
    assert.equal((await host.hears('hello', () => void guest.say('hello'))).nick, 'bob');
    await guest.leave();
    await host.leave();
  });

  test('who cannot reach what is bound to loopback is told', async () => {
    const chat = await Chat.join(engine, { pattern: 'pair', bind: [anyPort] });
    const { invitations, notes } = await engine.connection.sendRequest(inviteToChat, { chat: chat.id });
    assert.deepEqual(
      invitations.map(({ address }) => address),
      ['127.0.0.1'],
    );
    assert.match(notes.join(' '), /loopback|this computer/);
    await chat.leave();
  });
});

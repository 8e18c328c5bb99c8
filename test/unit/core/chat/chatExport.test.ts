import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jsonLine, textLine } from '../../../../src/core/chat/export';
import type { ChatEntry } from '../../../../src/protocol/chat';

const date = new Date(2026, 10, 20, 10, 32, 5, 678);
const entry = (more: Partial<ChatEntry> = {}): ChatEntry => ({
  number: 3,
  kind: 'message',
  time: date.getTime(),
  own: false,
  text: 'Hello',
  size: 5,
  ...more,
});
const stamp = '[2026-11-20 10:32:05]';

describe('export of a chat', () => {
  test('text lines have local time, room, nick and text', () => {
    assert.equal(textLine(entry()), `${stamp} Hello`);
    assert.equal(textLine(entry({ nick: 'ada', room: 'lab' })), `${stamp} #lab ada: Hello`);
    assert.equal(textLine(entry({ own: true })), `${stamp} me: Hello`);
    assert.equal(textLine(entry({ own: true, nick: 'ada', state: 'sent' })), `${stamp} ada: Hello`);
    assert.equal(textLine(entry({ kind: 'system', text: 'Somebody connected.' })), `${stamp} * Somebody connected.`);
    assert.equal(textLine(entry({ kind: 'missed', text: '7 messages came too fast.', count: 7 })), `${stamp} * 7 messages came too fast.`);
  });

  test('text lines say what the text does not', () => {
    assert.equal(textLine(entry({ own: true, state: 'refused', reason: 'No peer.' })), `${stamp} me: Hello (not sent: No peer.)`);
    assert.equal(textLine(entry({ own: true, state: 'waiting' })), `${stamp} me: Hello (not sent yet)`);
    assert.equal(
      textLine(entry({ text: 'ff00', binary: true, folded: true, size: 70_000 })),
      `${stamp} ff00 (not UTF-8; the beginning of 70000 bytes)`,
    );
  });

  test('a message cannot pass for another one, nor hide', () => {
    assert.equal(textLine(entry({ text: 'a\n[2026-11-20 10:32:06] bob: b\r\nc' })), `${stamp} a\n    [2026-11-20 10:32:06] bob: b\n    c`);
    assert.equal(textLine(entry({ text: 'a\u202eb\u0000\rc', nick: 'x\ny', room: 'r\n' })), `${stamp} #r\\n x\\ny: a\\u202eb\\x00\\rc`);
    assert.equal(textLine(entry({ own: true, state: 'refused', reason: 'a\nb' })), `${stamp} me: Hello (not sent: a\\nb)`);
  });

  test('JSON lines are exact', () => {
    const text = 'a\n\u2028\u202e"\u0000🙂';
    const line = jsonLine(entry({ text, nick: 'ada', room: 'lab', said: 0, record: 9 }));
    assert.equal(line.includes('\n'), false);
    assert.deepEqual(JSON.parse(line), {
      time: date.toISOString(),
      number: 3,
      kind: 'message',
      own: false,
      text,
      nick: 'ada',
      room: 'lab',
      size: 5,
      said: '1970-01-01T00:00:00.000Z',
    });
  });
});

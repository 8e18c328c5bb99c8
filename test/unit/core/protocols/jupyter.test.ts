import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jupyter } from '../../../../src/core/protocols/jupyter';
import { bytesOf } from '../../../support/engineClient';
import { Talk } from '../../../support/talk';

const message = (type: string, id: string, parent?: string) => [
  '<IDS|MSG>',
  'ab'.repeat(32),
  JSON.stringify({ msg_type: type, session: 's', msg_id: id, version: '5.3' }),
  parent === undefined ? '{}' : JSON.stringify({ msg_id: parent, date: 'x'.repeat(300) }),
  '{}',
  '{"code": "1"}',
];

describe('Jupyter', () => {
  test('a reply finds its request by the parent header, whatever the order, and comm messages stand alone', () => {
    const client = new Talk('dealer').out(...message('execute_request', 'a')).out(...message('kernel_info_request', 'b'));
    client
      .out(...message('comm_msg', 'c'))
      .in(...message('kernel_info_reply', 'x', 'b'))
      .in(...message('execute_reply', 'y', 'a'));
    client.in(...message('execute_reply', 'z', 'of another'));
    assert.deepEqual(client.parts, ['request → 5', 'request → 4', 'unpaired', 'reply → 2', 'reply → 1', 'unpaired']);
  });

  test('a kernel asks by stdin in the course of what it was asked', () => {
    const kernel = new Talk('router')
      .out('client', ...message('input_request', 'i', 'a'))
      .in('client', ...message('input_reply', 'j', 'i'));
    assert.deepEqual(kernel.parts, ['request → 2', 'reply → 1']);
  });

  test('G32: the line begins with the type of the message and goes on with its content', () => {
    const frames = ['kernel.abc.stream.stdout', ...message('stream', '1')].map(bytesOf);
    const layout = jupyter.layout({ frames, body: 1, toServer: false });
    assert.deepEqual([layout?.meanings, layout?.line], [{ 3: 'stream' }, ['stream', 6]]);
    assert.deepEqual(layout?.roles, ['jupyter delimiter', 'signature', 'header', 'parent header', 'metadata', 'content']);
    assert.equal(
      jupyter.layout({ frames: [...frames.slice(0, 3), bytesOf('no JSON'), ...frames.slice(4)], body: 1, toServer: false })?.line,
      undefined,
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { forLabel, forNotification, oneLine } from '../../../../src/host/base/plainText';
import { parseTopics, topicsProblem, topicText } from '../../../../src/host/sockets/topicText';
import { pageHtml } from '../../../../src/host/pages/pageHtml';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('topics in a prompt', () => {
  it('are separated by blanks; nothing is everything', () => {
    assert.deepEqual(parseTopics('  '), [new Uint8Array(0)]);
    assert.deepEqual(parseTopics('a  b.c '), [bytes('a'), bytes('b.c')]);
  });

  it('may be hex, or quoted to hold blanks', () => {
    assert.deepEqual(parseTopics('0x00ff "a \\"b" ""'), [Uint8Array.of(0, 255), bytes('a "b'), new Uint8Array(0)]);
  });

  it('say what is wrong with them', () => {
    assert.match(topicsProblem('0x0') ?? '', /odd number/);
    assert.match(topicsProblem('"open') ?? '', /quotes/);
    assert.equal(topicsProblem('fine'), undefined);
  });

  it('are read back as they are shown', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 5 }), (topics) => {
        assert.deepEqual(parseTopics(topics.map(topicText).join(' ')), topics);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.deepEqual(parseTopics(topicText(bytes(text))), [bytes(text)]);
      }),
    );
  });
});

describe('foreign text in VS Code', () => {
  it('stays on one line with nothing invisible', () => {
    assert.equal(oneLine('a\nb\u202ec\u0007'), 'a\\nb\\u202ec\\x07');
    assert.equal(oneLine('x'.repeat(1000)).length, 300);
  });

  it('makes neither links nor pictures', () => {
    assert.doesNotMatch(forNotification('[click](command:zmq.closeAllSockets)'), /\]\(/);
    assert.equal(forLabel('$(trash) x'), '\\$(trash) x');
  });
});

describe('a page', () => {
  it('allows only what has its nonce', () => {
    const html = pageHtml({
      element: 'zmq-inspector',
      scriptUri: 'https://host/inspector.js',
      nonce: 'abc',
      title: 'ZMQ Inspector',
    });
    assert.match(html, /default-src 'none'; script-src 'nonce-abc'; style-src 'nonce-abc';/);
    assert.doesNotMatch(html, /unsafe-(inline|eval)/);
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.match(html, /<meta property="csp-nonce" content="abc">/);
    assert.match(html, /<zmq-inspector><\/zmq-inspector>/);
  });

  it('says which language its texts are in, and holds them as data', () => {
    const page = { element: 'zmq-inspector', scriptUri: 'https://host/inspector.js', nonce: 'abc', title: 'ZMQ Inspector' };
    assert.match(pageHtml(page), /<html lang="en">/);
    const html = pageHtml({ ...page, language: { tag: 'de', texts: { Time: '</script><b>Zeit' } } });
    assert.match(html, /<html lang="de">/);
    const [, data] = html.match(/<script type="application\/json" id="language">(.*?)<\/script>/) ?? [];
    assert.deepEqual(JSON.parse(data ?? ''), { tag: 'de', texts: { Time: '</script><b>Zeit' } });
    assert.doesNotMatch(html, /<b>/);
  });

  it('holds values as text', () => {
    const html = pageHtml({ element: 'zmq-inspector', scriptUri: '"><script>', nonce: 'a', title: '<b>' });
    assert.equal(html.match(/<script/g)?.length, 1);
    assert.doesNotMatch(html, /<b>/);
  });
});

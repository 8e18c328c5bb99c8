import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { inlineParts } from '../../../../src/core/chat/inlineText';
import type { InlinePart } from '../../../../src/core/chat/inlineText';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const text = (shown: string): InlinePart => ({ kind: 'text', text: shown });
const code = (shown: string): InlinePart => ({ kind: 'code', text: shown });
const block = (shown: string): InlinePart => ({ kind: 'code block', text: shown });
const link = (url: string): InlinePart => ({ kind: 'link', text: url, url });
const links = (shown: string) => inlineParts(shown).flatMap(({ url }) => url ?? []);

describe('pieces of a message', () => {
  test('plain text is one piece', () => {
    assert.deepEqual(inlineParts(''), []);
    for (const plain of [
      'Hello',
      'a\nb',
      '<b>x</b>',
      '`',
      '``',
      'a ` b',
      '```',
      '``````',
      '`a\nb`',
      'http://',
      'http:///x',
      'xhttp://a',
      'javascript:alert(1)',
      'file:///etc/passwd',
      'ftp://a',
      '[a](b)',
      '**a**',
    ])
      assert.deepEqual(inlineParts(plain), [text(plain)], plain);
  });

  test('code stands in backticks, on one line', () => {
    assert.deepEqual(inlineParts('see `a b` and `c`.'), [text('see '), code('a b'), text(' and '), code('c'), text('.')]);
    assert.deepEqual(inlineParts('a` `b'), [text('a'), code(' '), text('b')]);
    assert.deepEqual(inlineParts('`https://a.b`'), [code('https://a.b')]);
    assert.deepEqual(inlineParts('`a\n`b`'), [text('`a\n'), code('b')]);
  });

  test('blocks stand between three backticks', () => {
    assert.deepEqual(inlineParts('x\n```\na `b`\nhttps://c\n```\ny'), [text('x\n'), block('a `b`\nhttps://c'), text('\ny')]);
    assert.deepEqual(inlineParts('```python\nimport zmq\n```'), [block('import zmq')]);
    assert.deepEqual(inlineParts('```one line```'), [block('one line')]);
    assert.deepEqual(inlineParts('```open `a`'), [text('```open '), code('a')]);
  });

  test('links are http and https, without the punctuation around them', () => {
    assert.deepEqual(inlineParts('see https://a.b/c?d=e#f.'), [text('see '), link('https://a.b/c?d=e#f'), text('.')]);
    assert.deepEqual(inlineParts('(http://a)'), [text('('), link('http://a'), text(')')]);
    assert.deepEqual(links('HTTPS://A.B! <http://c>, "http://d" http://e/x_(y) [http://f] http://g…'), [
      'HTTPS://A.B',
      'http://c',
      'http://d',
      'http://e/x_(y)',
      'http://f',
      'http://g',
    ]);
    // Shown as it is, so that a person sees whose it is.
    assert.deepEqual(inlineParts('https://bank.example@evil.example/'), [link('https://bank.example@evil.example/')]);
    assert.deepEqual(links('https://a.b/\u202egpj.exe'), ['https://a.b/']);
    assert.deepEqual(links('https://a\u200b.b'), ['https://a']);
    assert.deepEqual(links('https://\u200ba'), []);
    assert.deepEqual(
      links(`http://a/${'x'.repeat(2039)}`).map(({ length }) => length),
      [2048],
    );
    assert.deepEqual(links(`http://a/${'x'.repeat(2040)}`), []);
  });

  test('a message of any size and shape is taken apart', () => {
    const size = 64 * 1024;
    for (const part of [
      '`',
      '``',
      '```',
      '`a',
      '`\n',
      '```a',
      'http://',
      'http://a',
      'http://a\u200b',
      'http://a)',
      'http://(',
      'http://a ',
      '`a` ',
      '```a``` ',
      ')',
      'h`',
      'http://a`\n',
    ]) {
      const pieces = inlineParts(part.repeat(Math.ceil(size / part.length)));
      assert.ok(pieces.length > 0 && pieces.length <= 1002, `${JSON.stringify(part)}: ${pieces.length} pieces`);
    }
  });

  test('nothing is lost but the marks of code', () => {
    const part = fc.oneof(fc.constantFrom('`', '```', 'http://', 'https://a.b', '\n', ' ', ')', '.', '\u202e', 'py'), fc.string());
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
        (whole) => {
          let position = 0;
          for (const piece of inlineParts(whole)) {
            const found = whole.indexOf(piece.text, position);
            assert.ok(found >= 0, `${JSON.stringify(piece)} is not in ${JSON.stringify(whole)}`);
            if (piece.kind !== 'text' && piece.kind !== 'link')
              assert.match(whole.slice(position, found), piece.kind === 'code' ? /^`$/ : /^`{3}([\w+#.-]{0,20}\n)?$/);
            position = found + piece.text.length;
            const end = { code: /^`/, 'code block': /^\n?`{3}/, text: /^/, link: /^/ }[piece.kind].exec(whole.slice(position));
            assert.ok(end, `${JSON.stringify(piece)} does not end in ${JSON.stringify(whole)}`);
            position += end[0].length;
            if (piece.url !== undefined) assert.match(piece.url, /^https?:\/\/[^\s<>"`]+$/);
          }
          assert.equal(whole.slice(position), '');
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

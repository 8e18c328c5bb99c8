import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { decodeContent, decodeFrame } from '../../../../src/core/codecs/decode';
import { picker } from '../../../../src/core/codecs/pick';
import { Schemas } from '../../../../src/core/codecs/protobuf/schemas';
import { checkRules } from '../../../../src/core/codecs/rules';
import { compactText } from '../../../../src/core/codecs/values/compactText';
import { parsePath } from '../../../../src/core/codecs/values/path';
import { prettyText } from '../../../../src/core/codecs/values/prettyText';
import type { MessageContext } from '../../../../src/core/codecs/messageContext';
import type { DecoderName } from '../../../../src/protocol/decoding';
import { countOf, decodersOf, depthOf, shown } from '../../../support/values';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

const utf8 = (text: string) => new TextEncoder().encode(text);
const as = (text: string, decoder: DecoderName) => decodeContent(utf8(text), utf8(text).length, decoder);
const environment = (...rules: unknown[]) => ({
  rules: checkRules(rules).rules,
  schemas: new Schemas(() => assert.fail('No file is read here.')),
});
const message = (bytes: Uint8Array): MessageContext => ({
  socketName: 'a',
  socketType: 'pull',
  direction: 'in',
  frames: [{ size: bytes.length, bytes }],
});
const read = (bytes: Uint8Array, ...rules: unknown[]) => decodeFrame(message(bytes), 0, undefined, environment(...rules));
const picked = (bytes: Uint8Array, path: string, ...rules: unknown[]) => {
  const found = picker(parsePath(path), undefined, environment(...rules))(message(bytes), 0);
  return String(found?.number ?? found?.text ?? found?.kind);
};

describe('XML', () => {
  test('elements, attributes and texts are a tree that paths lead through', () => {
    const bytes = utf8('<?xml version="1.0"?><a><b id="1">x</b></a>');
    const decoded = read(bytes);
    assert.deepEqual([decoded.decoder, decoded.why, decoded.problem], ['xml', 'all of it is XML', undefined]);
    assert.equal(shown(decoded.value), '{a: {b: {@id: 1, #text: "x"}}}');
    assert.equal(picked(bytes, '.a.b'), 'container');
    assert.equal(picked(bytes, '.a.b."@id"'), '1');
    // Elements know where they stand.
    assert.deepEqual(decoded.value?.entries?.[0]?.value.entries?.[0]?.value.range, [24, 39]);
  });

  test('elements of one name are an array, mixed texts stand together, and what is written like a number is one', () => {
    assert.equal(
      shown(
        as('<l><i>1</i><i>2.50</i><i>007</i><j/><k a="" b=\'&lt;&#x41;&amp;\'> two <!-- no --> <![CDATA[<three>]]></k></l>', 'xml').value,
      ),
      '{l: {i: [1, 2.50, "007"], j: "", k: {@a: "", @b: "<A&", #text: "two <three>"}}}',
    );
    assert.equal(shown(as('<a>\n  <b>true</b>\n  <b>Grüße</b>\n</a>\n', 'xml').value), '{a: {b: [true, "Grüße"]}}');
  });

  test('as a text its lines are indented, in a row they are not', () => {
    const decoded = read(utf8('<?xml version="1.0"?><a x="1"><b>one</b><c><d/></c></a>'));
    const indented = '<?xml version="1.0"?>\n<a x="1">\n  <b>one</b>\n  <c>\n    <d/>\n  </c>\n</a>';
    assert.equal(decoded.text, indented);
    assert.equal(prettyText(decoded), indented);
    assert.equal(compactText(decoded, 300), '<?xml version="1.0"?><a x="1"><b>one</b><c><d/></c></a>');
  });

  test('with a mark of UTF-8, in a compression, and in UTF-16', () => {
    const xml = '<tmi8:push><line>N1</line><punctuality>-15</punctuality></tmi8:push>';
    const packed = Uint8Array.from(gzipSync(Buffer.from(`\ufeff${xml}`)));
    const decoded = read(packed);
    assert.equal(decodersOf(decoded), 'gzip > xml');
    assert.equal(picked(packed, '."tmi8:push".punctuality'), '-15');
    assert.match(decoded.inner?.text ?? '', /\n {2}<punctuality>-15<\/punctuality>\n/);
    assert.deepEqual(decoded.inner?.value?.range, [3, xml.length + 3]);
    const wide = Uint8Array.from(Buffer.from(`\ufeff<?xml version="1.0" encoding="utf-16"?><a>ü</a>`, 'utf16le'));
    assert.equal(decodersOf(read(wide)), 'text > xml');
  });

  test('it is chosen where it says so itself, or is one element to its end', () => {
    const chosen: [string, DecoderName][] = [
      ['<a/>', 'xml'],
      ['  <root>x</root>\n', 'xml'],
      ['<!-- remark --><a>1</a>', 'xml'],
      ['<!DOCTYPE note [<!ENTITY x "y">]><note>&x;</note>', 'xml'],
      ['<?xml version="1.0"?><a><b></a>', 'xml'],
      ['<nick> hello', 'text'],
      ['<b>bold</b> and more', 'text'],
      ['<p>one<br>two</p>', 'text'],
      ['a < b', 'text'],
      ['<>', 'text'],
      ['<13>Jan 1 host app: message', 'text'],
      ['<?php echo 1 ?>', 'text'],
    ];
    for (const [text, decoder] of chosen) assert.equal(read(utf8(text)).decoder, decoder, text);
  });

  test('in the encoding that it says, cut, with something behind it, and several of one name', () => {
    const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
    const encoded: [bytes: Uint8Array, encoding: string, guess: true | undefined][] = [
      [latin1('<?xml version="1.0" encoding="ISO-8859-1"?><a><n>Köln</n></a>'), 'iso-8859-1', undefined],
      [latin1("<?xml version='1.0' encoding='windows-1252'?><a><n>Köln</n></a>"), 'windows-1252', undefined],
      [latin1('<a><n>Köln</n></a>'), 'windows-1252', true],
    ];
    const frameOf = (bytes: Uint8Array) =>
      decodeFrame(message(bytes), 0, undefined, { rules: [], schemas: new Schemas(() => new Uint8Array()) });
    for (const [bytes, encoding, guess] of encoded) {
      const frame = frameOf(bytes);
      assert.deepEqual([frame.decoder, frame.encoding, frame.inner?.decoder, frame.guess], ['text', encoding, 'xml', guess]);
      assert.match(JSON.stringify(frame.inner?.value), /Köln/);
    }
    const chosen = (text: string) => frameOf(latin1(text));
    for (const [text, at] of [
      ['<root><a>1</a><b>2', 18],
      ['<root><a x="1"/><b>2</b>', 24],
      ['<msg id="1">te', 14],
      ['<a><b>1</b></a>\0old</b>', 15],
    ] as const)
      assert.deepEqual([chosen(text).decoder, chosen(text).problem?.at], ['xml', at], text);
    const padded = chosen('<a><b>1</b></a>\0\0');
    assert.deepEqual([padded.decoder, padded.problem, padded.notes], ['xml', undefined, ['2 NUL bytes follow, from byte 15 on.']]);
    for (const text of ['<a><b>1</b></a><a><b>2</b></a>', '<?xml version="1.0"?><a><b>1</b></a>\n<?xml version="1.0"?><a><b>2</b></a>'])
      assert.deepEqual([chosen(text).decoder, chosen(text).value?.type, chosen(text).value?.entries?.length], ['xml', 'sequence', 2]);
    for (const text of [
      '<b>bold</b> text',
      '<alice> hi there',
      '<alice> see <bob>',
      '<p>some <b>x</b></p> more',
      '<b>x</b><i>y</i>',
      '<13>Jan 2 host x',
      '<x> < <y>',
    ])
      assert.equal(chosen(text).decoder, 'text', text);
  });

  test('a fault has its place, and what stands before it is shown', () => {
    const faults: [string, RegExp, number][] = [
      ['<?xml version="1.0"?><a><b>1</b><c></a>', /The element a ends where c should/, 35],
      ['<a><b>1</b>', /The element a has no end/, 11],
      ['<a x=1/>', /does not belong into a tag/, 3],
      ['<a><!-- ', /There is no --> for what begins here/, 3],
      ['<a/><b/>', /Another element follows the end/, 4],
      ['<a/>text', /Text stands outside/, 4],
      ['</a>', /ends, but did not begin/, 0],
      ['plain', /Text stands outside/, 0],
      ['<ü><', /No element begins here/, 4],
    ];
    for (const [text, says, at] of faults) {
      const { problem } = as(text, 'xml');
      assert.match(problem?.message ?? '', says, text);
      assert.equal(problem?.at, at, text);
    }
    assert.equal(shown(as('<a><b>1</b>', 'xml').value), '{a: {b: 1}}');
  });

  test('entities are not expanded, and what is nested or many has a bound', () => {
    const laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><a>&b;&c;</a>';
    const decoded = as(laughs, 'xml');
    assert.equal(shown(decoded.value), '{a: "&b;&c;"}');
    assert.match(decoded.notes?.join() ?? '', /Entities that the document declares/);
    const deep = as(`${'<a>'.repeat(5000)}x${'</a>'.repeat(5000)}`, 'xml');
    assert.ok(deep.value && depthOf(deep.value) <= 128);
    assert.match(deep.notes?.join() ?? '', /nested deeper than 60/);
    assert.match(as('<a>'.repeat(20_000), 'xml').problem?.message ?? '', /nested deeper than 10000/);
    const many = as(`<l>${'<i a="1">2</i>'.repeat(20_000)}</l>`, 'xml');
    assert.ok(many.value && countOf(many.value) <= 10_000);
    assert.match(many.notes?.join() ?? '', /first 10,000 values/);
  });
});

describe('YAML, CSV and pairs, by choice or rule', () => {
  test('YAML is a tree with its own types', () => {
    const yaml =
      'name: pump\ntemp: 21.5\ncount: 12345678901234567890\non: yes\nok: true\nnone:\nlist:\n  - 1\n  - {a: "x", b: [2, 0x1F]}\ntext: |\n  two\n  lines\n';
    assert.equal(
      shown(as(yaml, 'yaml').value),
      '{name: "pump", temp: 21.5, count: 12345678901234567890, on: "yes", ok: true, none: null, list: [1, {a: "x", b: [2, 31]}], text: "two\\nlines\\n"}',
    );
    const rule = { decoder: 'yaml' };
    assert.equal(read(utf8(yaml)).decoder, 'text');
    assert.equal(picked(utf8(yaml), '.list[1].b[0]', rule), '2');
    assert.equal(shown(as('---\na: 1\n---\nb: 2\n', 'yaml').value), 'sequence[{a: 1}, {b: 2}]');
    assert.deepEqual(as('a: ü\nb: 1\n', 'yaml').value?.entries?.[1]?.value.range, [9, 10]);
  });

  test('aliases are references, so that nothing grows; tags are names; a fault has its place', () => {
    const bomb = `a: &a [x, x]\n${Array.from({ length: 20 }, (_, i) => `b${i}: &b${i} [*${i === 0 ? 'a' : `b${i - 1}`}, *a]`).join('\n')}\n`;
    const decoded = as(bomb, 'yaml');
    assert.ok(decoded.value && countOf(decoded.value) < 100);
    assert.equal(shown(as('a: &x {k: 1}\nb: *x\n', 'yaml').value), '{a: {k: 1}, b: →.a}');
    const tagged = as('a: !!python/object/apply:os.system ["id"]\nb: !mine 5\n', 'yaml');
    assert.equal(tagged.problem, undefined);
    assert.deepEqual(
      tagged.value?.entries?.map(({ value }) => value.kind),
      ['array', 'string'],
    );
    const fault = as('a: 1\nb: [1, 2\nc: 3\n', 'yaml');
    assert.match(fault.problem?.message ?? '', /This is not YAML/);
    assert.ok((fault.problem?.at ?? 0) > 5);
    for (const deep of ['['.repeat(100_000), '- '.repeat(100_000), '? '.repeat(100_000), '{a: '.repeat(50_000)])
      assert.match(as(deep, 'yaml').problem?.message ?? '', /nested deeper/);
    assert.match(as('a: 1\n'.repeat(100_000), 'yaml').notes?.join() ?? '', /characters are read as YAML/);
  });

  test('CSV has rows by the names of the first one, with the separator that fits', () => {
    assert.equal(
      shown(as('time,temp,text\n1,21.5,"a, ""b"""\n2,,x\n', 'csv').value),
      '[{time: 1, temp: 21.5, text: "a, \\"b\\""}, {time: 2, temp: "", text: "x"}]',
    );
    assert.equal(shown(as('1;2\r\n3;4\r\n', 'csv').value), '[[1, 2], [3, 4]]');
    assert.equal(shown(as('a\tb\n1\t2', 'csv').value), '[{a: 1, b: 2}]');
    assert.equal(shown(as('21.5,3,ok', 'csv').value), '[[21.5, 3, "ok"]]');
    assert.equal(picked(utf8('time,temp\n1,21.5\n'), '[0].temp', { decoder: 'csv' }), '21.5');
    assert.match(as('a,"b\nc', 'csv').problem?.message ?? '', /no quote for the one/);
    const many = as('1,2\n'.repeat(20_000), 'csv');
    assert.ok(many.value && countOf(many.value) <= 10_000);
    assert.equal(many.value.whole, 20_000);
  });

  test('pairs are a map, whatever parts them', () => {
    assert.equal(shown(as('temp=21.5 unit=C name="a b" on=true', 'pairs').value), '{temp: 21.5, unit: "C", name: "a b", on: true}');
    assert.equal(shown(as('a=1&b=2&a=3', 'pairs').value), '{a: 1, b: 2, !a: 3}');
    assert.equal(shown(as('level: info; code=7', 'pairs').value), '{level: "info", code: 7}');
    assert.equal(picked(utf8('temp=21.5 unit=C'), '.temp', { decoder: 'pairs' }), '21.5');
    const fix = as('8=FIX.4.2\x0135=D\x0158=Hello, world; a=b\x0144=21.5\x01', 'pairs').value;
    assert.equal(shown(fix), '{8: "FIX.4.2", 35: "D", 58: "Hello, world; a=b", 44: 21.5}');
    assert.match(as('nothing here', 'pairs').problem?.message ?? '', /no pair/);
  });

  test('whatever is changed or cut has an answer', () => {
    const texts: [DecoderName, string][] = [
      ['xml', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a b="1"><c>ü&#228;</c><c/><![CDATA[x]]><!-- y --></a>'],
      ['yaml', 'a: &x [1, {b: "c"}]\nd: *x\n- e\n? f\n: |\n  g\n'],
      ['csv', 'a,b\n"x ""y""",2\nü;3\n'],
      ['pairs', 'a=1 b="c\\"d" e:ü'],
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'<>&"\'[]{}:,-=!?/ \n\tüa')), { maxLength: 5 }),
        fc.option(fc.nat()),
        ([decoder, text], changes, cut) => {
          let changed = text;
          for (const [at, put] of changes) changed = changed.slice(0, at % changed.length) + put + changed.slice((at % changed.length) + 1);
          const bytes = utf8(cut === null ? changed : changed.slice(0, cut % (changed.length + 1)));
          const decoded = decodeContent(bytes, bytes.length, decoder);
          assert.deepEqual(JSON.parse(JSON.stringify(decoded)), decoded);
          assert.ok(decoded.problem?.at === undefined || (decoded.problem.at >= 0 && decoded.problem.at <= bytes.length));
          for (const pending = [decoded.value]; pending.length > 0;) {
            const node = pending.pop();
            assert.ok(!node?.range || (node.range[0] >= 0 && node.range[0] <= node.range[1] && node.range[1] <= bytes.length));
            for (const { value } of node?.entries ?? []) pending.push(value);
          }
          assert.equal(typeof read(bytes).why, 'string');
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

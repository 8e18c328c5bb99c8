import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { firstJsonMember, jsonElements, jsonMembers } from '../../../../src/core/protocols/jsonMembers';
import { bytesOf } from '../../../support/engineClient';

// The same cases in every run; a failure tells how to see it again.
fc.configureGlobal({ seed: 20_240_601 });

describe('members of JSON objects', () => {
  test('are what a parser finds', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b', 'id', 'x"y', '{'), fc.jsonValue()),
        fc.constantFrom(0, 1, 4),
        (object, indent) => {
          const found = jsonMembers(bytesOf(JSON.stringify(object, undefined, indent)), ['a', 'id']) ?? [];
          for (const [index, name] of ['a', 'id'].entries()) {
            const text = found[index];
            assert.equal(text !== undefined, Object.hasOwn(object, name));
            if (text !== undefined && text.length < 256)
              assert.deepEqual(JSON.parse(Buffer.from(text, 'latin1').toString()), JSON.parse(JSON.stringify(object[name])));
          }
          assert.equal(firstJsonMember(bytesOf('{ "id" :')), 'id');
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('of any bytes there may be none, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('{', '}', '"', '\\', ',', ':', '[', ']', 'a', ' ', '1')), (signs) => {
        const bytes = bytesOf(signs.join(''));
        jsonMembers(bytes, ['a', '1']);
        firstJsonMember(bytes);
      }),
      { numRuns: 5000 },
    );
    assert.equal(jsonMembers(bytesOf('[1]'), ['a']), undefined);
    assert.deepEqual(jsonMembers(bytesOf('{"a": 1, "b": [1, 2'), ['a', 'b']), ['1', '[1, 2']);
  });

  test('elements of arrays are what a parser finds', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 6 }), fc.constantFrom(0, 1, 4), fc.nat(8), (others, indent, most) => {
        const array = [{ id: 1 }, ...others];
        const found = jsonElements(bytesOf(JSON.stringify(array, undefined, indent)), most + 1) ?? assert.fail();
        assert.equal(found.isMore, array.length > most + 1);
        assert.deepEqual(
          found.elements.map((element) => JSON.parse(Buffer.from(element).toString())),
          JSON.parse(JSON.stringify(array.slice(0, most + 1))),
        );
      }),
      { numRuns: 1000 },
    );
    assert.equal(jsonElements(bytesOf('[1, {}]'), 9), undefined);
    assert.equal(jsonElements(bytesOf('{"a": [{}]}'), 9), undefined);
    assert.deepEqual(jsonElements(bytesOf('[{"a": 1}, {"b"'), 9), { elements: [bytesOf('{"a": 1}'), bytesOf('{"b"')], isMore: true });
  });
});

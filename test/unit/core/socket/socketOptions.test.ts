import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ZmqError } from '../../../../src/core/base/errors';
import { checkOptions, optionNames, optionProblem, optionsOf, socketOptions } from '../../../../src/core/socket/socketOptions';
import { socketTypeNames, type SocketType } from '../../../../src/protocol/sockets';

function refused(type: SocketType, options: Record<string, unknown>): ZmqError {
  try {
    checkOptions(type, options);
  } catch (error) {
    assert.ok(error instanceof ZmqError, String(error));
    assert.equal(error.data.code, 'invalidOption');
    return error;
  }
  return assert.fail(`${JSON.stringify(options)} were accepted for ${type}`);
}

describe('socket options', () => {
  test('every default is a value its own option allows', () => {
    for (const name of optionNames) {
      const traits = socketOptions[name];
      if (traits.default !== undefined) assert.equal(optionProblem(traits, traits.default), undefined, name);
      assert.ok(traits.types.length > 0 && traits.types.every((type) => socketTypeNames.includes(type)), name);
      assert.match(traits.description, /\.$/, name);
    }
  });

  test('all defaults together are right for each type', () => {
    for (const type of socketTypeNames) {
      const defaults = Object.fromEntries(
        optionsOf(type).flatMap((name) => (socketOptions[name].default === undefined ? [] : [[name, socketOptions[name].default]])),
      );
      assert.deepEqual(checkOptions(type, defaults), defaults);
    }
  });

  test('a type refuses the options of others and names its own', () => {
    const error = refused('sub', { mandatory: true });
    assert.match(error.message, /SUB has no option "mandatory"/);
    assert.match(error.data.hint ?? '', /conflate/);
    refused('pull', { sendHighWaterMark: 1 });
    refused('router', { relaxed: true });
    for (const name of ['constructor', '__proto__x', 'toString', 'hasOwnProperty', '']) refused('req', { [name]: 1 });
  });

  test('values out of range or of another kind are refused', () => {
    for (const value of [-2, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5', null, undefined, true, 2 ** 31])
      refused('dealer', { linger: value });
    for (const value of [0, 1, 'true', null, undefined]) refused('dealer', { immediate: value });
    for (const value of ['id', [1], new Uint8Array(0), new Uint8Array(256).fill(1), Uint8Array.of(0, 1)])
      refused('dealer', { routingId: value });
    assert.deepEqual(checkOptions('dealer', { linger: -1, immediate: true, routingId: Uint8Array.of(1) }), {
      linger: -1,
      immediate: true,
      routingId: Uint8Array.of(1),
    });
  });
});

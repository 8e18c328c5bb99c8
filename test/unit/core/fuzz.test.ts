import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { attempt } from '../../fuzz/attempt';
import { Mutations } from '../../fuzz/mutations';
import { readers } from '../../fuzz/readers';

/** A short run of `npm run fuzz`, other inputs than those of its first ones. */
describe('whatever a reader is given, it answers', () => {
  for (const { name, seeds, read } of readers())
    test(name, () => {
      const inputs = new Mutations(seeds, 20_240_601);
      for (let n = 0; n < 300; n++) {
        const input = inputs.next();
        try {
          read(input);
        } catch (error) {
          throw new Error(`${name} throws at ${Buffer.from(input).toString('hex')}`, { cause: error });
        }
      }
    });
});

describe('an input of npm run fuzz', () => {
  const input = Uint8Array.of(1);
  const busyFor = (ms: number) => {
    for (const until = performance.now() + ms; performance.now() < until;);
  };

  test('is read again where it is slow, and counted once whatever it throws', () => {
    let readings = 0;
    const { error } = attempt(() => {
      busyFor(25);
      throw new Error(`reading ${++readings}`);
    }, input);
    assert.equal(readings, 3);
    assert.equal((error as Error).message, 'reading 1');
  });

  test('that is answered has no error, slow or not', () => {
    assert.ok(!('error' in attempt(() => undefined, input)));
    assert.ok(!('error' in attempt(() => busyFor(25), input)));
  });
});

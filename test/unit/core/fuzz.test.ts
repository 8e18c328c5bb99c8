import { describe, test } from 'node:test';
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

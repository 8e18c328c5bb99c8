import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { back, cancelled, runSteps, type Answer, type Step } from '../../../../src/host/commands/stepOrder';

/** Runs steps with answers given beforehand, and tells how each was headed. */
async function run(
  makeSteps: (facts: { type?: string }) => (Pick<Step, 'applies'> & { name: string })[],
  answers: (string | Answer<void>)[],
) {
  const facts: { type?: string } = {};
  const shown: string[] = [];
  const steps = makeSteps(facts).map(({ name, applies }): Step => {
    const ask: Step['ask'] = async ({ step, totalSteps }) => {
      shown.push(step === undefined ? name : `${name} ${step}/${totalSteps}`);
      const answer = answers.shift();
      if (typeof answer !== 'string') return answer;
      facts.type = answer;
    };
    return { ask, applies };
  });
  return { done: await runSteps('Title', steps), shown };
}

const newSocket = (facts: { type?: string }) => [
  { name: 'type' },
  { name: 'role' },
  { name: 'endpoint' },
  { name: 'topics', applies: () => facts.type === 'sub' },
];

describe('steps of a prompt', () => {
  it('count to their end, and those with nothing to ask are not counted', async () => {
    assert.deepEqual(await run(newSocket, ['push', undefined, undefined]), { done: true, shown: ['type 1/3', 'role 2/3', 'endpoint 3/3'] });
    assert.deepEqual(await run(newSocket, ['sub', undefined, undefined, undefined]), {
      done: true,
      shown: ['type 1/3', 'role 2/4', 'endpoint 3/4', 'topics 4/4'],
    });
  });

  it('go back over those with nothing to ask, and end when one goes back from the first', async () => {
    const middle = () => [{ name: 'first' }, { name: 'never', applies: () => false }, { name: 'last' }];
    assert.deepEqual((await run(middle, [undefined, back, back])).shown, ['first 1/2', 'last 2/2', 'first 1/2']);
    assert.equal((await run(middle, [back])).done, false);
    assert.equal((await run(middle, [undefined, cancelled])).done, false);
  });

  it('are not numbered where there is only one', async () => {
    assert.deepEqual(await run(() => [{ name: 'skipped', applies: () => false }, { name: 'only' }], [undefined]), {
      done: true,
      shown: ['only'],
    });
  });
});

import { action, nothing } from './action';

/** What can be done with the engine and its demo peers. */
export const engineActions = {
  restartEngine: action({
    schema: nothing,
    run: async ({ engine }) => {
      await engine.restart();
    },
  }),
  /** @returns the socket that shows the demo's weather */
  startDemo: action({
    schema: nothing,
    run: async ({ demo, show }) => {
      const id = await demo.start();
      show.inspector();
      return id;
    },
  }),
  stopDemo: action({ schema: nothing, run: ({ demo }) => demo.stop() }),
};

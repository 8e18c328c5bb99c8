/** How a step of a prompt ended, apart from giving a value. */
export const back = Symbol('back');
export const cancelled = Symbol('cancelled');
export type Answer<T> = T | typeof back | typeof cancelled;

/** Where a step stands among the others. */
export interface StepFrame {
  title: string;
  /** From 1; absent where it is the only one. */
  step?: number;
  totalSteps?: number;
}

/** A step fills in its part of what is asked for. */
export interface Step {
  /** Whether there is anything to ask, as far as is known now. Always, where it is absent. */
  applies?(): boolean;
  ask(frame: StepFrame): Promise<Answer<void>>;
}

const applies = (step: Step | undefined): boolean => step !== undefined && (step.applies?.() ?? true);

/** Asks step by step, with a way back. Steps with nothing to ask are neither shown nor counted. @returns false where the person gave up */
export async function runSteps(title: string, steps: readonly Step[]): Promise<boolean> {
  let at = next(steps, -1, 1);
  while (at < steps.length) {
    const step = steps[at];
    if (!step) return false;
    const answer = await step.ask(frameOf(title, steps, at));
    if (answer === cancelled) return false;
    at = next(steps, at, answer === back ? -1 : 1);
  }
  return true;
}

/** The next step in a direction that applies; beyond the ends where there is none. */
function next(steps: readonly Step[], from: number, direction: 1 | -1): number {
  let at = from + direction;
  while (at >= 0 && at < steps.length && !applies(steps[at])) at += direction;
  return at;
}

function frameOf(title: string, steps: readonly Step[], at: number): StepFrame {
  const totalSteps = steps.filter(applies).length;
  return totalSteps > 1 ? { title, step: steps.slice(0, at + 1).filter(applies).length, totalSteps } : { title };
}

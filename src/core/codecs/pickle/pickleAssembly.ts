import { objectOf } from './pickleCalls';
import type { Pickled, PickledMap, PickledObject, PickledSequence } from './pickled';

/** Python hands at most so many values over at once: what holds a multiple of it may get more. */
const batch = 1000;

/**
 * What a pickle that breaks off was about to make: what lies on its stacks is put where it most likely belongs, for only the instructions
 * that are missing would tell.
 */
export function putTogether(below: readonly Pickled[][], top: Pickled[]): Pickled | undefined {
  let values = top;
  for (let level = below.length - 1; level >= 0; level--) {
    while (joinLast(values));
    const lower = below[level] as Pickled[];
    if (values.length > 0) handOver(values, lower);
    values = lower;
  }
  while (joinLast(values));
  return values[0];
}

/** The values behind a mark: entries, arguments or a state for what stands before it, or else a tuple. */
function handOver(values: Pickled[], lower: Pickled[]): void {
  const target = lower[lower.length - 1];
  if (isOpenList(target)) append(target.items, values);
  else if (isOpenMap(target)) append(target.parts, values.slice(0, values.length - (values.length % 2)));
  else if (target?.is === 'class') lower[lower.length - 1] = objectOf(target, values);
  else if (isNew(target) && values.length % 2 === 0 && values.every((value, index) => index % 2 === 1 || isText(value)))
    append(target.parts, values);
  else if (isNew(target)) target.states.push({ is: 'sequence', type: 'tuple', items: values });
  else lower.push({ is: 'sequence', type: 'tuple', items: values });
}

/** Joins the last value to what stands before it; false where it stands alone. */
function joinLast(values: Pickled[]): boolean {
  const [third, second, last] = [values[values.length - 3], values[values.length - 2], values[values.length - 1]];
  if (!second || !last) return false;
  if (isOpenList(second)) {
    second.items.push(last);
  } else if (isNew(second) && last.is === 'map') {
    second.states.push(last);
  } else if (second.is === 'class' && (last.is === 'scalar' || isTuple(last))) {
    values[values.length - 2] = objectOf(second, isTuple(last) ? last.items : [last]);
  } else if (isOpenMap(third) && second.is === 'scalar') {
    third.parts.push(second, last);
    values.pop();
  } else {
    return false;
  }
  values.pop();
  return true;
}

const isTuple = (value: Pickled): value is PickledSequence => value.is === 'sequence' && value.type === 'tuple';
const isOpenList = (value: Pickled | undefined): value is PickledSequence =>
  value?.is === 'sequence' && value.type !== 'tuple' && value.type !== 'frozenset' && value.items.length % batch === 0;
const isOpenMap = (value: Pickled | undefined): value is PickledMap => value?.is === 'map' && value.parts.length % (2 * batch) === 0;
/** An object that was given nothing yet. */
const isNew = (value: Pickled | undefined): value is PickledObject =>
  value?.is === 'object' && value.states.length + value.items.length + value.parts.length === 0;
const isText = (value: Pickled) => value.is === 'scalar' && value.node.kind === 'string';

function append(to: Pickled[], values: readonly Pickled[]): void {
  for (const value of values) to.push(value);
}

import type * as v from 'valibot';
import { checkParams } from '../actions/action';
import type { Actions, CheckedOf, ResultOf } from '../actions/actions';
import { actions } from '../actions/actionTable';
import { commands, type ActingCommandId, type ActionOf } from './commandIds';

/**
 * Does at once what a command comes to, with the argument object of whoever calls it.
 * @throws ZmqError as the action does; a refusal of the argument names the command
 */
export function actWith<Id extends ActingCommandId>(acting: Actions, command: Id, argument: unknown): Promise<ResultOf<ActionOf<Id>>> {
  return acting.runWith<ActionOf<Id>>(commands[command].action, argument, command);
}

/** What the argument object says, for a command that asks for the rest. @throws ZmqError where it does not fit */
export function checkArgument<Id extends ActingCommandId>(command: Id, argument: unknown): CheckedOf<ActionOf<Id>> {
  const { schema, argument: known }: { schema: v.GenericSchema; argument?: string } = actions[commands[command].action];
  return checkParams({ schema, argument: known }, argument ?? {}, command) as CheckedOf<ActionOf<Id>>;
}

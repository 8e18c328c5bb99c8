import type * as v from 'valibot';
import type { CancellationToken } from 'vscode-jsonrpc/node';
import { checkParams } from './action';
import type { ActionServices } from './actionServices';
import { chatActions } from './chatActions';
import { engineActions } from './engineActions';
import { faultActions } from './faultActions';
import { inspectorActions } from './inspectorActions';
import { proxyActions } from './proxyActions';
import { socketActions } from './socketActions';
import { tapActions } from './tapActions';

/**
 * All that the extension can do, without prompts. Commands of the palette ask for what is missing and call it, pages call it, and so
 * may whatever else comes from outside.
 */
export const actions = {
  ...socketActions,
  ...tapActions,
  ...proxyActions,
  ...faultActions,
  ...chatActions,
  ...inspectorActions,
  ...engineActions,
};

export type ActionId = keyof typeof actions;
type SchemaOf<Id extends ActionId> = (typeof actions)[Id]['schema'];
/** What the action is told. */
export type ParamsOf<Id extends ActionId> = v.InferInput<SchemaOf<Id>>;
/** What it is told, as its schema hands it on. */
export type CheckedOf<Id extends ActionId> = v.InferOutput<SchemaOf<Id>>;
export type ResultOf<Id extends ActionId> = Awaited<ReturnType<(typeof actions)[Id]['run']>>;

/** The table with what its actions need. */
export class Actions {
  constructor(private readonly services: ActionServices) {}

  /** @throws ZmqError for params that do not fit, and whatever the action fails with */
  run<Id extends ActionId>(id: Id, params: ParamsOf<Id>): Promise<ResultOf<Id>> {
    return this.runWith(id, params, id);
  }

  /**
   * As `run`, for params that came from outside.
   * @param caller what refusals name the action
   */
  async runWith<Id extends ActionId>(id: Id, params: unknown, caller: string, token?: CancellationToken): Promise<ResultOf<Id>> {
    const { schema, argument, run } = actions[id];
    const checked = checkParams({ schema, argument }, params, caller);
    return (run as (services: ActionServices, params: unknown, token?: CancellationToken) => ResultOf<Id>)(this.services, checked, token);
  }
}

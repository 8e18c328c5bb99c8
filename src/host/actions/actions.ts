import type * as v from 'valibot';
import type { CancellationToken } from 'vscode-jsonrpc/node';
import { checkParams } from './action';
import type { ActionServices } from './actionServices';
import type { actions } from './actionTable';

export type ActionId = keyof typeof actions;
type SchemaOf<Id extends ActionId> = (typeof actions)[Id]['schema'];
/** What the action is told. */
export type ParamsOf<Id extends ActionId> = v.InferInput<SchemaOf<Id>>;
/** What it is told, as its schema hands it on. */
export type CheckedOf<Id extends ActionId> = v.InferOutput<SchemaOf<Id>>;
export type ResultOf<Id extends ActionId> = Awaited<ReturnType<(typeof actions)[Id]['run']>>;

/** The table, which is loaded with the first action, with what its actions need. */
export class Actions {
  constructor(
    private readonly services: ActionServices,
    private readonly table: () => Promise<typeof actions>,
  ) {}

  /** @throws ZmqError for params that do not fit, and whatever the action fails with */
  run<Id extends ActionId>(id: Id, params: ParamsOf<Id>): Promise<ResultOf<Id>> {
    return this.runWith(id, params, id);
  }

  /**
   * As `run`, for params that came from outside.
   * @param caller what refusals name the action
   */
  async runWith<Id extends ActionId>(id: Id, params: unknown, caller: string, token?: CancellationToken): Promise<ResultOf<Id>> {
    const { schema, argument, run } = (await this.table())[id];
    const checked = checkParams({ schema, argument }, params, caller);
    return (run as (services: ActionServices, params: unknown, token?: CancellationToken) => ResultOf<Id>)(this.services, checked, token);
  }
}

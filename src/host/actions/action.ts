import { t } from '@vscode/l10n';
import * as v from 'valibot';
import type { CancellationToken } from 'vscode-jsonrpc/node';
import { ZmqError } from '../../core/base/errors';
import { issueSentence, ownMessages } from '../../core/base/issueSentence';
import type { ActionServices } from './actionServices';

/** One thing that the extension can do, without asking anybody anything. */
export interface Action<Schema extends v.GenericSchema = v.GenericSchema, Result = unknown> {
  /** What it must be told, the same for whoever calls it. */
  schema: Schema;
  /** The argument object as a person reads it; absent where there is nothing to tell. */
  argument?: string;
  run(services: ActionServices, params: v.InferOutput<Schema>, token?: CancellationToken): Result;
}

/** Lets TypeScript find the types of an action out. */
export function action<Schema extends v.GenericSchema, Result>(given: Action<Schema, Result>): Action<Schema, Result> {
  return given;
}

/** Where there is nothing to tell. */
export const nothing = v.strictObject({});

/**
 * The params that an action is run with.
 * @param caller what the sentence of a refusal begins with, as the caller knows the action
 * @throws ZmqError `invalidParams`, or what else the schema says
 */
export function checkParams<Schema extends v.GenericSchema>(
  { schema, argument }: Pick<Action<Schema>, 'schema' | 'argument'>,
  params: unknown,
  caller: string,
): v.InferOutput<Schema> {
  try {
    return v.parse(schema, params, ownMessages);
  } catch (error) {
    if (!(error instanceof v.ValiError)) throw error;
    const [issue] = error.issues as [v.BaseIssue<unknown>];
    throw new ZmqError('invalidParams', `${caller}: ${sentence(issue)}`, { hint: hint(argument) });
  }
}

function sentence(issue: v.BaseIssue<unknown>): string {
  const where = v.getDotPath(issue);
  // What bytes and the like must be, they say themselves.
  return issue.type === 'raw_transform' || issue.type === 'union'
    ? `${where ? `"${where}": ` : ''}${issue.message}.`
    : issueSentence(issue, 'Its argument');
}

function hint(argument: string | undefined): string {
  if (argument === undefined) return t('It takes no argument.');
  return /topics|frames|subscribe\?/.test(argument)
    ? t('Its argument is {0}; bytes are written as "text", {"hex": "00ff"} or {"base64": "AP8="}.', argument)
    : t('Its argument is {0}.', argument);
}

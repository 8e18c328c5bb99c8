import { t } from '@vscode/l10n';
import type * as v from 'valibot';
import { socketSpec, type EndpointRole, type RememberedSpec, type SocketInfo, type SocketSpec } from '../../protocol/sockets';
import { check } from '../base/check';
import { ZmqError } from '../base/errors';
import { sizeText } from '../base/quantities';
import { checkOptions } from './socketOptions';
import { socketTypes } from './socketTypes';
import { splitEndpoints } from './writtenEndpoint';

/** Bytes that the topics of one socket may have in all: they are part of each answer about it. */
export const maxTopicBytes = 1024 * 1024;

export function tooManyTopics(): ZmqError {
  return new ZmqError('limitReached', t('The topics of a socket may have {0} in all.', sizeText(maxTopicBytes)), {
    hint: t('Subscribe to what several of them begin with.'),
  });
}

/** A spec of the right shape, whose options are not looked at yet. */
export type UncheckedSpec = v.InferOutput<typeof socketSpec> | SocketSpec;

/**
 * A spec whose options fit its type, that has topics only where the type knows them, and one endpoint at each place of its lists.
 * @throws ZmqError `invalidOption`, `notSupportedByType` or `limitReached`.
 */
export function fitToType(spec: UncheckedSpec): SocketSpec {
  const traits = socketTypes[spec.type];
  if (spec.subscribe?.length && !traits.subscribes) {
    throw new ZmqError('notSupportedByType', t('{0} sockets take no subscriptions.', traits.label), {
      hint: t('Use SUB or XSUB to subscribe.'),
    });
  }
  if ((spec.subscribe ?? []).reduce((sum, topic) => sum + topic.length, 0) > maxTopicBytes) throw tooManyTopics();
  const bind = spec.bind?.flatMap(splitEndpoints);
  const connect = spec.connect?.flatMap(splitEndpoints);
  return { ...spec, ...(bind ? { bind } : {}), ...(connect ? { connect } : {}), options: checkOptions(spec.type, { ...spec.options }) };
}

/** A spec that may be anything. @throws ZmqError `invalidParams`, or as `fitToType`. */
export function checkSocketSpec(params: unknown): SocketSpec {
  return fitToType(check(socketSpec, params));
}

/** What it takes to open a socket as it is now, endpoints as they were asked for. */
export function specOf({ id, type, name, endpoints, subscriptions, options }: SocketInfo): RememberedSpec {
  const requested = (role: EndpointRole) => endpoints.filter((one) => one.role === role).map((one) => one.requested);
  const lists = { bind: requested('bind'), connect: requested('connect'), subscribe: subscriptions };
  const isThere = ([, list]: [string, readonly unknown[]]) => list.length > 0;
  return { id, type, name, ...Object.fromEntries(Object.entries(lists).filter(isThere)), options };
}

import * as v from 'valibot';
import { parseEndpoint } from '../../core/socket/endpoint';
import { fault, lettingGo, maxFaults } from '../../protocol/faults';
import { ordinal } from '../../protocol/shapes';
import { tapInPlace } from '../taps/tapInPlace';
import { action } from './action';

/** Its id, or its name where no other has the same. */
const tap = v.pipe(v.string(), v.minLength(1));
const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));
const listen = v.pipe(
  v.string(),
  v.transform((given) => parseEndpoint(given, 'bind').text),
);
const target = v.pipe(
  v.string(),
  v.transform((given) => parseEndpoint(given, 'connect').text),
);

/** What can be done with taps. One that is named must be the only one of that name. */
export const tapActions = {
  tap: action({
    argument: '{listen, target, name?}',
    schema: v.strictObject({ listen, target, name: v.optional(name) }),
    run: ({ taps }, spec) => taps.open(spec),
  }),
  /** Puts a tap where the socket is bound. */
  tapInPlace: action({
    argument: '{socket, endpoint, name?}',
    schema: v.strictObject({ socket: v.pipe(v.string(), v.minLength(1)), endpoint: v.string(), name: v.optional(name) }),
    run: ({ sockets, taps }, { socket, endpoint, name }) => tapInPlace(sockets, taps, { socket: sockets.idOf(socket), endpoint }, name),
  }),
  /** Its connections end with it. */
  closeTap: action({
    argument: '{tap}',
    schema: v.strictObject({ tap }),
    run: ({ taps }, { tap }) => taps.close(taps.idOf(tap)),
  }),
  reopenTap: action({
    argument: '{tap, listen?}',
    schema: v.strictObject({ tap, listen: v.optional(listen) }),
    run: ({ taps }, { tap, listen }) => taps.reopen(taps.idOf(tap), listen),
  }),
  removeTap: action({
    argument: '{tap}',
    schema: v.strictObject({ tap }),
    run: ({ taps }, { tap }) => taps.remove(taps.idOf(tap)),
  }),
  renameTap: action({
    argument: '{tap, name}',
    schema: v.strictObject({ tap, name }),
    run: ({ taps }, { tap, name }) => taps.rename(taps.idOf(tap), name),
  }),
  /** Whether what passes is recorded. Bytes pass either way. */
  pauseTap: action({
    argument: '{tap, paused}',
    schema: v.strictObject({ tap, paused: v.boolean() }),
    run: ({ taps }, { tap, paused }) => taps.pause(taps.idOf(tap), paused),
  }),
  /** Those of before go; without any, what passes is left as it is. */
  setFaults: action({
    argument: '{tap, faults}',
    schema: v.strictObject({ tap, faults: v.pipe(v.array(fault), v.maxLength(maxFaults)) }),
    run: ({ taps }, { tap, faults }) => taps.setFaults(taps.idOf(tap), faults),
  }),
  /** What is to become of a message that a fault holds. */
  letGo: action({
    argument: '{tap, number, how}',
    schema: v.strictObject({ tap, number: ordinal, how: lettingGo }),
    run: ({ taps }, { tap, number, how }) => taps.letGo(taps.idOf(tap), number, how),
  }),
};

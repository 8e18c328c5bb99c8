import * as v from 'valibot';
import { parseEndpoint } from '../../core/socket/endpoint';
import { tapInPlace } from '../taps/tapInPlace';
import { action } from './action';
import { named, newName as name } from './shapes';

const tap = named;
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
    schema: v.strictObject({ socket: named, endpoint: v.string(), name: v.optional(name) }),
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
    run: ({ taps }, { tap, listen }) => taps.reopen(taps.idOf(tap), listen === undefined ? {} : { listen }),
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
};

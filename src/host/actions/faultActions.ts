import * as v from 'valibot';
import { fault, lettingGo, maxFaults } from '../../protocol/faults';
import { ordinal } from '../../protocol/shapes';
import { action } from './action';
import type { ActionServices } from './actionServices';
import { named } from './shapes';

const relay = v.optional(named);
const oneOf = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(
    v.strictObject({ tap: relay, proxy: relay, ...entries }),
    v.check(({ tap, proxy }) => (tap === undefined) !== (proxy === undefined), 'needs one of tap and proxy'),
  );

function storeOf({ taps, proxies }: ActionServices, { tap, proxy }: { tap?: string; proxy?: string }) {
  return tap === undefined ? { store: proxies, id: proxies.idOf(proxy ?? '') } : { store: taps, id: taps.idOf(tap) };
}

/** Faults of taps and proxies. */
export const faultActions = {
  /** Those of before go; without any, what passes is left as it is. */
  setFaults: action({
    argument: '{tap or proxy, faults}',
    schema: oneOf({ faults: v.pipe(v.array(fault), v.maxLength(maxFaults)) }),
    run: async (services, params) => {
      const { store, id } = storeOf(services, params);
      await store.setFaults(id, params.faults);
    },
  }),
  /** What is to become of a message that a fault holds. */
  letGo: action({
    argument: '{tap or proxy, number, how}',
    schema: oneOf({ number: ordinal, how: lettingGo }),
    run: async (services, params) => {
      const { store, id } = storeOf(services, params);
      await store.letGo(id, params.number, params.how);
    },
  }),
};

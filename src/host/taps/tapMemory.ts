import * as v from 'valibot';
import { parseEndpoint } from '../../core/socket/endpoint';
import { tapSpec, type TapId } from '../../protocol/taps';
import type { RememberedKind } from '../memory/workspaceMemory';

const rememberedTap = v.strictObject({ ...tapSpec.entries, id: v.string(), paused: v.optional(v.boolean()) });
/** What it takes to open a tap again under its id. */
export type RememberedTap = v.InferOutput<typeof rememberedTap> & { id: TapId };

/** How taps stand in the memory of a workspace. */
export const rememberedTaps: RememberedKind<RememberedTap> = {
  key: 'taps',
  prefix: 't',
  one: 'tap',
  recall: (candidate) => {
    const tap = v.parse(rememberedTap, candidate);
    parseEndpoint(tap.listen, 'bind');
    parseEndpoint(tap.target, 'connect');
    return tap;
  },
  store: (tap) => tap,
};

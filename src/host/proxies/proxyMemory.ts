import * as v from 'valibot';
import { parseEndpoint } from '../../core/socket/endpoint';
import { proxySpec } from '../../protocol/proxies';
import type { RememberedKind } from '../memory/workspaceMemory';

const rememberedProxy = v.strictObject({ ...proxySpec.entries, id: v.string(), paused: v.optional(v.boolean()) });
/** What it takes to start a proxy again under its id. */
export type RememberedProxy = v.InferOutput<typeof rememberedProxy>;

/** How proxies stand in the memory of a workspace. */
export const rememberedProxies: RememberedKind<RememberedProxy> = {
  key: 'proxies',
  prefix: 'p',
  one: 'proxy',
  recall: (candidate) => {
    const proxy = v.parse(rememberedProxy, candidate);
    for (const { bind = [], connect = [] } of [proxy.frontend, proxy.backend]) {
      for (const endpoint of bind) parseEndpoint(endpoint, 'bind');
      for (const endpoint of connect) parseEndpoint(endpoint, 'connect');
    }
    return proxy;
  },
  store: (proxy) => proxy,
};

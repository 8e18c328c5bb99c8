import { t } from '@vscode/l10n';
import { proxyKinds, proxyPartners, proxyTitle, type ProxyKind } from '../../core/socket/proxyTypes';
import { socketTypes } from '../../core/socket/socketTypes';
import type { ProxySideName } from '../../protocol/events';
import type { ProxySide } from '../../protocol/proxies';
import { socketTypeNames, type EndpointRole, type SocketType } from '../../protocol/sockets';
import { forLabel } from '../base/plainText';
import type { RecentEndpoints } from '../memory/recentEndpoints';
import { problemOf, section, typedEndpoint } from './endpointChoices';
import { back, cancelled, runSteps, type Step } from './stepOrder';
import { pick, type Choice } from './steps';

/** What it takes to start a proxy, as `zmq.startProxy` is told it. */
export interface AskedProxy {
  /** A classic device, or both types: `router/dealer`. */
  kind: string;
  frontend: Omit<ProxySide, 'type'>;
  backend: Omit<ProxySide, 'type'>;
}

/** What is known before anything was asked, or of what was refused. */
export interface ProxyDraft {
  types?: readonly [SocketType, SocketType];
  frontend?: Ends;
  backend?: Ends;
}

interface Ends {
  role: EndpointRole;
  endpoints: string;
}

const other = Symbol('other types');
const meanings: Readonly<Record<ProxyKind, () => string>> = {
  forwarder: () => t('what publishers send goes to subscribers'),
  streamer: () => t('work is shared out among workers'),
  queue: () => t('requests of clients go to workers, and replies back'),
};
/** Where programs look for devices in the examples of ZeroMQ. */
const usualPorts: Readonly<Record<ProxySideName, number>> = { frontend: 5559, backend: 5560 };

/** Asks for what it takes to start a proxy. */
export class ProxyPrompts {
  constructor(private readonly recent: RecentEndpoints) {}

  /** @returns undefined where the person gave up */
  async ask(draft: ProxyDraft = {}): Promise<AskedProxy | undefined> {
    const asked: ProxyDraft & { isOther?: boolean; front?: SocketType } = { ...draft };
    const done = await runSteps(t('Start Proxy'), [
      this.kind(asked),
      this.frontType(asked),
      this.backType(asked),
      this.ends(asked, 'frontend'),
      this.ends(asked, 'backend'),
    ]);
    const { types, frontend, backend } = asked;
    if (!done || !types || !frontend || !backend) return undefined;
    const sideOf = ({ role, endpoints }: Ends) => ({ [role]: [endpoints] });
    return { kind: types.join('/'), frontend: sideOf(frontend), backend: sideOf(backend) };
  }

  private kind(asked: ProxyDraft & { isOther?: boolean }): Step {
    const kinds: Choice<ProxyKind | typeof other>[] = (Object.keys(proxyKinds) as ProxyKind[]).map((value) => ({
      label: proxyTitle(value),
      description: proxyKinds[value].map(labelOf).join(' ⇄ '),
      detail: meanings[value](),
      value,
    }));
    return {
      ask: async (frame) => {
        const answer = await pick<ProxyKind | typeof other>(frame, {
          placeholder: t('What the proxy is to pass on'),
          choices: () => [...kinds, { label: t('Other types…'), description: t('any two that fit'), value: other }],
        });
        if (answer === back || answer === cancelled) return answer;
        asked.isOther = answer === other;
        if (answer !== other) asked.types = proxyKinds[answer];
      },
    };
  }

  private frontType(asked: { isOther?: boolean; front?: SocketType }): Step {
    return {
      applies: () => asked.isOther === true,
      ask: async (frame) => {
        const answer = await pick<SocketType>(frame, {
          placeholder: t('Type of the frontend'),
          choices: () =>
            socketTypeNames
              .filter((type) => proxyPartners(type).length > 0)
              .map((value) => ({ label: labelOf(value), description: socketTypes[value].summary, value })),
        });
        if (answer === back || answer === cancelled) return answer;
        asked.front = answer;
      },
    };
  }

  private backType(asked: ProxyDraft & { isOther?: boolean; front?: SocketType }): Step {
    return {
      applies: () => asked.isOther === true,
      ask: async (frame) => {
        const { front } = asked;
        if (!front) return undefined;
        const answer = await pick<SocketType>(frame, {
          placeholder: t('Type of the backend'),
          choices: () => proxyPartners(front).map((value) => ({ label: labelOf(value), description: socketTypes[value].summary, value })),
        });
        if (answer === back || answer === cancelled) return answer;
        asked.types = [front, answer];
      },
    };
  }

  private ends(asked: ProxyDraft, side: ProxySideName): Step {
    return {
      ask: async (frame) => {
        const label = labelOf(asked.types?.[side === 'frontend' ? 0 : 1] ?? 'pair');
        const usual = `tcp://127.0.0.1:${usualPorts[side]}`;
        const answer = await pick<Ends>(frame, {
          placeholder:
            side === 'frontend'
              ? t('Endpoints of the frontend ({0}), several with blanks between them', label)
              : t('Endpoints of the backend ({0}), several with blanks between them', label),
          freeText: true,
          value: asked[side]?.endpoints ?? usual,
          choices: (typed) => [...typedEnds(typed, asked[side]?.role ?? 'bind'), ...this.offered(typed)],
        });
        if (answer === back || answer === cancelled) return answer;
        asked[side] = answer;
      },
    };
  }

  private offered(typed: string): Choice<Ends>[] {
    const used = (role: EndpointRole) =>
      this.recent
        .list(role)
        .filter((endpoint) => endpoint !== typed.trim())
        .slice(0, 5)
        .map((endpoint) => ({
          label: forLabel(endpoint),
          description: role === 'bind' ? t('bind') : t('connect'),
          value: { role, endpoints: endpoint },
        }));
    return section(t('last used'), [...used('bind'), ...used('connect')]);
  }
}

/** What was typed, bound or connected to; `first`: what Enter takes. */
function typedEnds(typed: string, first: EndpointRole): Choice<Ends>[] {
  const roles = first === 'bind' ? (['bind', 'connect'] as const) : (['connect', 'bind'] as const);
  const fitting = roles.filter((role) => problemOf(typed.trim(), role) === undefined);
  // Where neither fits, one of them says why.
  return (fitting.length > 0 ? fitting : roles.slice(0, 1)).flatMap((role) =>
    typedEndpoint(typed, role).map(({ value, ...choice }) => ({
      ...choice,
      ...(value === undefined ? {} : { value: { role, endpoints: value } }),
    })),
  );
}

function labelOf(type: SocketType): string {
  return socketTypes[type].label;
}

import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { socketTypes } from '../../core/socket/socketTypes';
import type { SocketEntry } from '../../protocol/inspector';
import { forLabel } from '../base/plainText';
import type { RecentEndpoints } from '../memory/recentEndpoints';
import { boundPlaces, connectedPlaces, freeListen, ownPlace, reachedAt } from '../taps/tapEndpoints';
import type { OwnPlace } from '../taps/tapInPlace';
import { problemOf, section, typedEndpoint } from './endpointChoices';
import { back, cancelled, runSteps, type Step } from './stepOrder';
import { pick, type Choice } from './steps';

/** What is known before anything was asked. */
export interface TapDraft {
  target?: string;
  listen?: string;
}

/** A tap beside the target, or in the place of a socket of the inspector. */
export type AskedTap = { target: string; listen: string } | { target: string; inPlace: OwnPlace };

interface Asked extends TapDraft {
  inPlace?: OwnPlace;
}

/** Asks for what it takes to open a tap. */
export class TapPrompts {
  constructor(
    private readonly recent: RecentEndpoints,
    private readonly sockets: { entries(): SocketEntry[] },
  ) {}

  /** @returns undefined where the person gave up. */
  async ask(draft: TapDraft = {}): Promise<AskedTap | undefined> {
    const asked: Asked = { ...draft };
    const done = await runSteps(t('Tap Endpoint'), [this.target(asked), this.place(asked), this.listen(asked)]);
    const { target, listen, inPlace } = asked;
    if (!done || target === undefined) return undefined;
    if (inPlace) return { target, inPlace };
    return listen === undefined ? undefined : { target, listen };
  }

  /** Where a closed tap, or one that was refused, is to listen. */
  async askListen(target: string, listen: string): Promise<string | undefined> {
    const asked: Asked = { target, listen };
    return (await runSteps(t('Tap Endpoint'), [this.listen(asked)])) ? asked.listen : undefined;
  }

  private target(asked: Asked): Step {
    const ask: Step['ask'] = async (frame) => {
      const answer = await pick<string>(frame, {
        placeholder: t('Endpoint that programs connect to now, such as tcp://localhost:5555'),
        freeText: true,
        value: asked.target,
        choices: (typed) => [...typedEndpoint(typed, 'connect'), ...this.offered(typed)],
      });
      if (answer === back || answer === cancelled) return answer;
      if (answer !== asked.target) asked.listen = undefined;
      Object.assign(asked, { target: answer, inPlace: undefined });
    };
    return { ask };
  }

  private offered(typed: string): Choice<string>[] {
    const text = typed.trim();
    const { suggestion } = problemOf(text, 'connect') ?? {};
    const fits = (endpoint: string) => endpoint.includes(text) && endpoint !== text && endpoint !== suggestion;
    const sockets = this.sockets.entries();
    const names = new Map(sockets.map((socket) => [socket.id, nameOf(socket)]));
    const bound = boundPlaces(sockets).map(
      ({ socket, endpoint }) => [reachedAt(endpoint), t('{0} is bound there', nameOf(socket))] as const,
    );
    const connected = [...connectedPlaces(sockets)].map(
      ([endpoint, id]) => [endpoint, t('{0} connects there', names.get(id) ?? id)] as const,
    );
    const known = new Set([...bound, ...connected].map(([endpoint]) => endpoint));
    const recent = this.recent.list('connect').filter((endpoint) => !endpoint.startsWith('inproc:') && !known.has(endpoint));
    const own = [...bound, ...connected].filter(([endpoint]) => fits(endpoint));
    return [
      ...section(
        t('sockets of the inspector'),
        own.map(([endpoint, said]) => ({ label: forLabel(endpoint), description: forLabel(said), value: endpoint })),
      ),
      ...section(
        t('last used'),
        recent.filter(fits).map((endpoint) => ({ label: forLabel(endpoint), value: endpoint })),
      ),
      ...section(
        t('examples'),
        ['tcp://localhost:5555', 'ipc:///tmp/zmq']
          .filter((endpoint) => fits(endpoint) && !known.has(endpoint) && !recent.includes(endpoint))
          .map((endpoint) => ({ label: endpoint, value: endpoint })),
      ),
    ];
  }

  /** Programs need no change where the tap takes the place of a socket that can be moved. */
  private place(asked: Asked): Step {
    const own = () => (asked.target === undefined ? undefined : ownPlace(asked.target, this.sockets.entries()));
    const ask: Step['ask'] = async (frame) => {
      const place = own();
      if (!place || asked.target === undefined) return undefined;
      const { socket, endpoint } = place;
      const answer = await pick<boolean>(frame, {
        placeholder: t('{0} of the inspector is bound at {1}', nameOf(socket), endpoint),
        choices: () => [
          {
            label: t('Put the Tap in Its Place'),
            description: t('programs need no change'),
            detail: t('The socket moves to a free endpoint, and the tap listens where it was; who is connected connects again by itself.'),
            iconPath: new vscode.ThemeIcon('arrow-swap'),
            value: true,
          },
          {
            label: t('Listen at Another Endpoint…'),
            description: t('programs are told to connect there'),
            value: false,
          },
        ],
      });
      if (answer === back || answer === cancelled) return answer;
      asked.inPlace = answer ? { socket: socket.id, endpoint } : undefined;
    };
    return {
      applies: () => {
        const place = own();
        return place !== undefined && place.socket.chat === undefined;
      },
      ask,
    };
  }

  private listen(asked: Asked): Step {
    const ask: Step['ask'] = async (frame) => {
      const { target = '' } = asked;
      const free = await freeListen(target);
      const answer = await pick<string>(frame, {
        placeholder: t('Endpoint for the tap to listen at; programs connect there instead of {0}', target),
        freeText: true,
        value: asked.listen ?? free,
        choices: (typed) => [
          ...typedEndpoint(typed, 'bind'),
          ...[free, 'tcp://127.0.0.1:*', 'ipc://*']
            .filter((endpoint, at, all) => endpoint !== typed.trim() && all.indexOf(endpoint) === at)
            .map((endpoint) => ({
              label: forLabel(endpoint),
              description: endpoint.endsWith('*') ? t('any that is free') : t('free'),
              value: endpoint,
            })),
        ],
      });
      if (answer === back || answer === cancelled) return answer;
      asked.listen = answer;
    };
    return { applies: () => asked.inPlace === undefined, ask };
  }
}

function nameOf({ id, spec }: SocketEntry): string {
  return spec.name ?? `${socketTypes[spec.type].label} ${id}`;
}

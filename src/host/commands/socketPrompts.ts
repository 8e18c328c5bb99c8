import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { splitEndpoints } from '../../core/socket/writtenEndpoint';
import { socketTypes } from '../../core/socket/socketTypes';
import type { DemoPeers } from '../../protocol/engine';
import { socketTypeNames, type EndpointRole, type SocketSpec, type SocketType } from '../../protocol/sockets';
import type { Demo } from '../sockets/demo';
import { forLabel } from '../base/plainText';
import type { RecentEndpoints } from '../memory/recentEndpoints';
import { parseTopics, topicsProblem, topicText } from '../sockets/topicText';
import { problemOf, section, typedEndpoint, typedTarget } from './endpointChoices';
import type { Place } from './placeInSpec';
import { back, cancelled, runSteps, type Answer, type Step, type StepFrame } from './stepOrder';
import { input, more, pick, type Choice } from './steps';

/** A spec as it grows from step to step. */
export interface Draft {
  type?: SocketType;
  role?: EndpointRole;
  endpoint?: string;
  subscribe?: Uint8Array[];
}

const examples: Record<EndpointRole, readonly string[]> = {
  bind: ['tcp://127.0.0.1:5555', 'tcp://127.0.0.1:*', 'ipc:///tmp/zmq', 'inproc://name'],
  connect: ['tcp://localhost:5555', 'ipc:///tmp/zmq', 'inproc://name'],
};

/** How the prompts ended: with a whole spec, in the form, or not at all. */
export type Prompted = { spec: SocketSpec } | { form: Partial<SocketSpec> } | undefined;

/** Asks for what it takes to open a socket. */
export class SocketPrompts {
  constructor(
    private readonly recent: RecentEndpoints,
    private readonly demo: Demo,
  ) {}

  async subscribe(draft: Draft = {}): Promise<Prompted> {
    return this.run(t('Subscribe'), { role: 'connect', ...draft, type: 'sub' }, (asked) => [
      this.endpoint(asked, true),
      this.topics(asked),
    ]);
  }

  async publish(draft: Draft = {}): Promise<Prompted> {
    return this.run(t('Publish'), { role: 'bind', ...draft, type: 'pub' }, (asked) => [this.endpoint(asked, true)]);
  }

  async newSocket(draft: Draft = {}): Promise<Prompted> {
    return this.run(t('New Socket'), draft, (asked) => [
      this.type(asked),
      this.role(asked),
      this.endpoint(asked, false),
      this.topics(asked),
    ]);
  }

  /** An endpoint for a socket that there is. */
  async addEndpoint(draft: Partial<Place> = {}): Promise<Place | undefined> {
    const asked: Asked = { draft: { ...draft }, wantsForm: false, offersForm: false };
    const done = await runSteps(t('Add Endpoint'), [this.role(asked), this.endpoint(asked, false)]);
    const { role, endpoint } = asked.draft;
    return done && role && endpoint ? { role, endpoint } : undefined;
  }

  /** An endpoint to find out about, or a range of ports. @param unconnected endpoints that sockets do not reach */
  async endpointToProbe(unconnected: readonly string[]): Promise<string | undefined> {
    const answer = await pick<string>(
      { title: t('Probe Endpoint') },
      {
        placeholder: t('Endpoint to probe, such as tcp://localhost:5555, or ports of this computer: tcp://localhost:5000-6000'),
        freeText: true,
        choices: (typed) => [
          ...typedTarget(typed),
          ...section(
            t('not connected'),
            unconnected
              .filter((endpoint) => endpoint.includes(typed.trim()) && endpoint !== typed.trim())
              .map((value) => ({ label: forLabel(value), value })),
          ),
          // What is within one process cannot be probed.
          ...this.offeredEndpoints(typed, 'connect').filter(
            ({ value }) => value === undefined || !(unconnected.includes(value) || value.startsWith('inproc:')),
          ),
        ],
      },
    );
    return answer === back || answer === cancelled ? undefined : answer;
  }

  /** Topics for an open socket. */
  async addTopics(): Promise<Uint8Array[] | undefined> {
    const draft: Draft = { type: 'sub' };
    const done = await runSteps(t('Add Subscription'), [this.topics({ draft, wantsForm: false, offersForm: false })]);
    return done ? draft.subscribe : undefined;
  }

  private async run(title: string, draft: Draft, steps: (asked: Asked) => Step[]): Promise<Prompted> {
    const asked: Asked = { draft, wantsForm: false, offersForm: true };
    const done = await runSteps(title, steps(asked));
    const { type, role, endpoint, subscribe } = draft;
    if (asked.wantsForm) return { form: { type, ...(role && endpoint ? { [role]: splitEndpoints(endpoint) } : {}), subscribe } };
    if (!done || !type || !role || !endpoint) return undefined;
    return { spec: { type, [role]: splitEndpoints(endpoint), subscribe } };
  }

  private type(asked: Asked): Step {
    const types: Choice<SocketType | typeof more>[] = socketTypeNames.map((value) => {
      const { label, summary, takesMessages } = socketTypes[value];
      return { label, description: summary, detail: takesMessages ? takesMessagesWarning() : undefined, value };
    });
    const ask: Step['ask'] = async (frame) => {
      const answer = await pick<SocketType | typeof more>(frame, {
        placeholder: t('Type of the socket'),
        choices: () => [...types, ...moreOptions(asked)],
      });
      return fill(asked, answer, (type) => {
        asked.draft.type = type;
      });
    };
    return { ask };
  }

  private role(asked: Asked): Step {
    const ask: Step['ask'] = async (frame) => {
      const answer = await pick<EndpointRole | typeof more>(frame, {
        placeholder: t('Connect to another program, or bind and wait for others to connect'),
        choices: () => [
          { label: t('Connect'), description: t('to an endpoint where another program listens'), value: 'connect' },
          {
            label: t('Bind'),
            description: t('an endpoint of this computer, for others to connect to'),
            value: 'bind',
          },
          ...moreOptions(asked),
        ],
      });
      return fill(asked, answer, (role) => {
        asked.draft.role = role;
      });
    };
    return { ask };
  }

  private endpoint(asked: Asked, canSwitchRole: boolean): Step {
    const ask: Step['ask'] = async (frame) => {
      for (;;) {
        const answer = await this.pickEndpoint(asked, frame, canSwitchRole);
        if (answer !== switchRole)
          return fill(asked, answer, (endpoint) => {
            asked.draft.endpoint = endpoint;
          });
        asked.draft.role = otherRole(asked.draft.role ?? 'connect');
      }
    };
    return { ask };
  }

  private pickEndpoint(asked: Asked, frame: StepFrame, canSwitchRole: boolean): Promise<Answer<string | typeof more | typeof switchRole>> {
    const { role = 'connect', endpoint } = asked.draft;
    const switching: Choice<typeof switchRole> = {
      label: role === 'bind' ? t('Connect instead…') : t('Bind instead…'),
      iconPath: new vscode.ThemeIcon('arrow-swap'),
      value: switchRole,
    };
    return pick<string | typeof more | typeof switchRole>(frame, {
      placeholder:
        role === 'bind' ? t('Endpoint to bind, such as tcp://127.0.0.1:5555') : t('Endpoint to connect to, such as tcp://localhost:5555'),
      freeText: true,
      value: endpoint,
      choices: (typed) => [
        ...typedEndpoint(typed, role),
        ...this.offeredEndpoints(typed, role),
        ...(canSwitchRole ? [switching] : []),
        ...moreOptions(asked),
      ],
    });
  }

  private offeredEndpoints(typed: string, role: EndpointRole): Choice<string>[] {
    const text = typed.trim();
    const { suggestion } = problemOf(text, role) ?? {};
    const matching = (endpoints: readonly string[]) =>
      endpoints.filter((endpoint) => endpoint.includes(text) && endpoint !== text && endpoint !== suggestion);
    const recent = matching(this.recent.list(role));
    const { peers } = this.demo;
    const demo = role === 'connect' && peers ? namedPeers(peers).filter(({ endpoint }) => matching([endpoint]).length > 0) : [];
    const isKnown = (endpoint: string) => recent.includes(endpoint);
    return [
      ...section(
        t('last used'),
        recent.map((endpoint) => ({ label: forLabel(endpoint), value: endpoint })),
      ),
      ...section(
        t('demo peers'),
        demo.map(({ name, endpoint }) => ({ label: forLabel(endpoint), description: name, value: endpoint })),
      ),
      ...section(
        t('examples'),
        matching(examples[role])
          .filter((endpoint) => !isKnown(endpoint))
          .map((endpoint) => ({ label: endpoint, value: endpoint })),
      ),
    ];
  }

  private topics(asked: Asked): Step {
    const ask: Step['ask'] = async (frame) => {
      const { subscribe } = asked.draft;
      const answer = await input(frame, {
        prompt: t('Topics to subscribe to, separated by blanks; empty for everything. "a b" holds a blank, 0x00ff is hex.'),
        placeholder: t('everything'),
        value: subscribe?.some((topic) => topic.length > 0) ? subscribe.map(topicText).join(' ') : '',
        problem: topicsProblem,
        moreTooltip: asked.offersForm ? t('More options…') : undefined,
      });
      return fill(asked, answer, (text) => {
        asked.draft.subscribe = parseTopics(text);
      });
    };
    return { applies: () => asked.draft.type !== undefined && socketTypes[asked.draft.type].subscribes, ask };
  }
}

interface Asked {
  draft: Draft;
  /** Set once the person chose `More options…`. */
  wantsForm: boolean;
  offersForm: boolean;
}

const switchRole = Symbol('switch role');

function namedPeers({ weather, echo, jobs }: DemoPeers): { name: string; endpoint: string }[] {
  return [
    { name: t('weather'), endpoint: weather },
    { name: t('echo server'), endpoint: echo },
    { name: t('job queue'), endpoint: jobs },
  ];
}

function otherRole(role: EndpointRole): EndpointRole {
  return role === 'bind' ? 'connect' : 'bind';
}

function fill<T extends string>(asked: Asked, answer: Answer<T | typeof more>, take: (value: T) => void): Answer<void> {
  if (answer === back || answer === cancelled) return answer;
  if (answer === more) {
    asked.wantsForm = true;
    return cancelled;
  }
  take(answer);
}

function moreOptions({ offersForm }: Asked): Choice<typeof more>[] {
  if (!offersForm) return [];
  return [
    {
      label: t('More options…'),
      description: t('several endpoints, high-water marks and the like'),
      iconPath: new vscode.ThemeIcon('settings-gear'),
      value: more,
    },
  ];
}

function takesMessagesWarning(): string {
  return t('Takes part: messages it receives no longer reach the program they were meant for.');
}

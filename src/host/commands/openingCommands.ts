import * as vscode from 'vscode';
import { fromWire } from '../wireErrors';
import { isAddressInUse, reportProblem } from '../problems';
import type { RecentEndpoints } from '../recentEndpoints';
import type { SocketStore } from '../socketStore';
import type { InspectorPanel } from '../views/inspectorPanel';
import type { EndpointRole, SocketId, SocketInfo, SocketSpec } from '../../protocol/sockets';
import { openSocketArgument, publishArgument, subscribeArgument } from './commandArguments';
import type { Draft, Prompted, SocketPrompts } from './socketPrompts';

/** `Subscribe…`, `Publish…`, `New Socket…`: by prompts, or at once with an argument object. */
export class OpeningCommands {
  constructor(
    private readonly store: SocketStore,
    private readonly recent: RecentEndpoints,
    private readonly prompts: SocketPrompts,
    private readonly inspector: InspectorPanel,
  ) {}

  async subscribe(argument: unknown): Promise<SocketId | undefined> {
    if (argument !== undefined) return (await this.open(subscribeArgument(argument))).id;
    return this.ask((draft) => this.prompts.subscribe(draft), () => this.inspector.show({ preserveFocus: true }));
  }

  async publish(argument: unknown): Promise<SocketId | undefined> {
    if (argument !== undefined) return (await this.open(publishArgument(argument))).id;
    return this.ask((draft) => this.prompts.publish(draft), ({ id }) => this.inspector.showComposer(id));
  }

  async newSocket(argument: unknown): Promise<SocketId | undefined> {
    if (argument !== undefined) return (await this.open(openSocketArgument(argument))).id;
    return this.ask((draft) => this.prompts.newSocket(draft), () => this.inspector.show({ preserveFocus: true }));
  }

  /** Asks until a socket is open, the form takes over, or the person gives up. */
  private async ask(prompt: (draft?: Draft) => Promise<Prompted>, opened: (info: SocketInfo) => void): Promise<SocketId | undefined> {
    let prompted = await prompt();
    while (prompted && 'spec' in prompted) {
      const { spec } = prompted;
      try {
        const info = await this.open(spec);
        opened(info);
        return info.id;
      } catch (error) {
        prompted = await this.askAfterProblem(error, spec, prompt);
      }
    }
    if (prompted) this.inspector.showOpenForm(prompted.form);
    return undefined;
  }

  /** What the person wants instead of the spec that was refused. */
  private async askAfterProblem(error: unknown, spec: SocketSpec, prompt: (draft: Draft) => Promise<Prompted>): Promise<Prompted> {
    const role: EndpointRole = spec.bind ? 'bind' : 'connect';
    const endpoint = spec[role]?.[0] ?? '';
    const { suggestion } = fromWire(error).data;
    const useSuggestion = suggestion === undefined ? undefined : vscode.l10n.t('Use {0}', suggestion);
    const connectInstead = role === 'bind' && isAddressInUse(error) ? vscode.l10n.t('Connect Instead') : undefined;
    const change = vscode.l10n.t('Change…');
    const buttons = [useSuggestion, connectInstead, change].filter((button) => button !== undefined);
    const pressed = await reportProblem(error, ...buttons);
    if (pressed === undefined) return undefined;
    if (pressed === change) return prompt({ type: spec.type, role, endpoint, subscribe: spec.subscribe });
    if (pressed === connectInstead) return { spec: { ...spec, bind: undefined, connect: [endpoint.replace('tcp://*:', 'tcp://localhost:')] } };
    return { spec: { ...spec, [role]: [suggestion] } };
  }

  private async open(spec: SocketSpec): Promise<SocketInfo> {
    const info = await this.store.open(spec);
    for (const role of ['bind', 'connect'] as const) {
      for (const endpoint of spec[role] ?? []) await this.recent.note(endpoint, role);
    }
    return info;
  }
}

import { fromWire } from '../base/wireErrors';
import type { Actions } from '../actions/actions';
import type { InspectorPanels } from '../inspector/inspectorPanels';
import type { TakingGuard } from '../taps/takingGuard';
import type { SocketId, SocketInfo, SocketSpec } from '../../protocol/sockets';
import { actWith } from './argumentObject';
import { change, offerInstead } from './endpointOffers';
import { placeOf, withPlace } from './placeInSpec';
import type { Draft, Prompted, SocketPrompts } from './socketPrompts';

/** `Subscribe…`, `Publish…`, `New Socket…`: by prompts, or at once with an argument object. */
export class OpeningCommands {
  constructor(
    private readonly actions: Actions,
    private readonly prompts: SocketPrompts,
    private readonly inspector: InspectorPanels,
    private readonly guard: TakingGuard,
  ) {}

  async subscribe(argument: unknown): Promise<SocketId | undefined> {
    if (argument !== undefined) return (await actWith(this.actions, 'zmq.subscribe', argument)).id;
    return this.ask(
      (draft) => this.prompts.subscribe(draft),
      () => this.inspector.show({ preserveFocus: true }),
    );
  }

  async publish(argument: unknown): Promise<SocketId | undefined> {
    if (argument !== undefined) return (await actWith(this.actions, 'zmq.publish', argument)).id;
    return this.ask(
      (draft) => this.prompts.publish(draft),
      ({ id }) => this.inspector.showComposer(id),
    );
  }

  async newSocket(argument: unknown): Promise<SocketId | undefined> {
    if (argument !== undefined) return (await actWith(this.actions, 'zmq.openSocket', argument)).id;
    return this.ask(
      (draft) => this.prompts.newSocket(draft),
      () => this.inspector.show({ preserveFocus: true }),
    );
  }

  /** Asks until a socket is open, the form takes over, or the person gives up. */
  private async ask(prompt: (draft?: Draft) => Promise<Prompted>, opened: (info: SocketInfo) => void): Promise<SocketId | undefined> {
    let prompted = await prompt();
    while (prompted && 'spec' in prompted) {
      const { spec } = prompted;
      try {
        if (!(await this.guard.admits(spec))) return undefined;
        const info = await this.actions.run('openSocket', spec);
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
    const place = placeOf(fromWire(error), spec);
    if (!place) throw error;
    const instead = await offerInstead(error, place);
    if (instead === change) return prompt({ type: spec.type, ...place, subscribe: spec.subscribe });
    return instead && { spec: withPlace(spec, place, instead) };
  }
}

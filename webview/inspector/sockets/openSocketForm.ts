import { t } from '@vscode/l10n';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { visibleText } from '../../../src/core/base/preview';
import type { SocketEntry } from '../../../src/protocol/inspector';
import type { SocketInfo } from '../../../src/protocol/sockets';
import '../../shared/controls/choice';
import '../../shared/forms/endpointField';
import { formFrame, formFrameStyles } from '../../shared/forms/formFrame';
import { Follow } from '../../shared/page/follow';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import './newSocketFields';
import { newOpenDraft } from '../state/panelState';
import type { Opening } from './opening';
import './socketManager';
import { socketLabel } from './socketLabel';

/** The form `Open socket`: a new one, or what can be changed in one that exists. Fires `close-form`. */
@customElement('zmq-open-socket-form')
export class OpenSocketForm extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyles, formStyles, formFrameStyles];

  @property({ attribute: false }) opening!: Opening;
  @state() private said = '';

  constructor() {
    super();
    new Follow(this, () => [this.opening]);
  }

  override render() {
    const { connection, draft, sockets, edit } = this.opening;
    const entry = sockets.find((socket) => socket.id === draft.socket);
    const options = [
      { value: '', label: t('New socket') },
      ...sockets.map((socket) => ({
        value: socket.id,
        label: labelInList(socket),
      })),
    ];
    return formFrame(
      t('Open socket'),
      () => this.dispatchEvent(new CustomEvent('close-form')),
      html`${
          sockets.length > 0
            ? html`<zmq-choice
                label="${t('Socket')}"
                labelled
                .options=${options}
                .value=${entry?.id ?? ''}
                .choose=${(id: string) => this.choose(id)}
              ></zmq-choice>`
            : nothing
        }
        ${
          entry
            ? html`<zmq-socket-manager .connection=${connection} .entry=${entry} @removed=${() => this.choose('')}></zmq-socket-manager>`
            : html`<zmq-new-socket-fields
                .connection=${connection}
                .draft=${draft}
                .edit=${edit}
                @opened=${(event: CustomEvent<SocketInfo>) => this.opened(event.detail)}
              ></zmq-new-socket-fields>`
        }
        <p role="status" class=${this.said ? 'message good' : ''}>${this.said}</p>`,
    );
  }

  private choose(id: string): void {
    this.said = '';
    this.opening.edit({ ...this.opening.draft, socket: id || undefined });
  }

  /** The form now manages what it opened; the next new socket starts from empty fields of the same type. */
  private opened(info: SocketInfo): void {
    const addresses = info.endpoints.map((endpoint) => visibleText(endpoint.resolved)).join(', ');
    this.said = addresses ? t('Opened {0} at {1}.', visibleText(info.name), addresses) : t('Opened {0}.', visibleText(info.name));
    this.opening.edit({ ...newOpenDraft({ type: info.type }), socket: info.id });
  }
}

function labelInList(socket: SocketEntry): string {
  const label = socketLabel(socket);
  const isClosed = socket.state === 'closed';
  if (socket.chat === undefined) return isClosed ? t('{0}, closed', label) : label;
  return isClosed ? t('{0}, of a chat, closed', label) : t('{0}, of a chat', label);
}

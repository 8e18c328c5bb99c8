import { t } from '@vscode/l10n';
import { LitElement, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { FrameDraft } from '../../../src/protocol/composer';
import { decoderStatus, type SchemaStatus } from '../../../src/protocol/decoding';
import { pickFile, showDecoders } from '../../../src/protocol/inspector';
import { Follow } from '../../shared/page/follow';
import { icons } from '../../shared/looks/icons';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import './frameEditor';
import type { FrameChecks } from './frameChecks';

/** The frames of a message that is composed. */
@customElement('zmq-frame-list')
export class FrameList extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyles, formStyles];

  @property({ attribute: false }) connection!: MessageConnection;
  @property({ attribute: false }) frames!: readonly FrameDraft[];
  @property({ attribute: false }) checks!: FrameChecks;
  /** Grows when schemas may have changed. */
  @property({ type: Number }) decodersRevision = 0;
  /** The first of several frames is the topic. */
  @property({ type: Boolean }) hasTopic = false;
  @property({ attribute: false }) edit!: (frames: FrameDraft[]) => void;
  /** Does something that may be refused, and says so. */
  @property({ attribute: false }) attempt!: (action: () => Promise<unknown>) => Promise<void>;
  @state() private schemas: readonly SchemaStatus[] | undefined;
  /** The frame that `Remove frame` takes. */
  @state() private focused = 0;
  /** Of the schemas that are here or asked for. */
  private schemasRevision: number | undefined;

  constructor() {
    super();
    new Follow(this, () => [this.checks]);
  }

  protected override willUpdate(): void {
    if (this.frames.some(({ format }) => format === 'protobuf')) void this.askForSchemas();
  }

  override render() {
    const { frames } = this;
    return html`<div class="fields">
      ${frames.map(
        (frame, index) =>
          html`<zmq-frame-editor
            .index=${index}
            .isTopic=${index === 0 && frames.length > 1 && this.hasTopic}
            .draft=${frame}
            .frame=${this.checks.of(frame)}
            .schemas=${this.schemas}
            .pickFile=${this.pickFile}
            .showRules=${this.showRules}
            .edit=${(changed: FrameDraft) => this.edit(frames.with(index, changed))}
            @focusin=${() => (this.focused = index)}
          ></zmq-frame-editor>`,
      )}
      <div class="row">
        <vscode-button appearance="secondary" @click=${() => this.add()}
          >${t('Add frame')}<span slot="start">${icons.add}</span></vscode-button
        >
        <vscode-button
          appearance="secondary"
          title="${t('Remove frame {0}', this.removed + 1)}"
          ?disabled=${frames.length === 1}
          @click=${() => this.removeFrame()}
          >${t('Remove frame')}<span slot="start">${icons.remove}</span></vscode-button
        >
      </div>
    </div>`;
  }

  private add(): void {
    const { frames } = this;
    this.edit([...frames, { format: frames.at(-1)?.format ?? 'text', text: '' }]);
    this.focused = frames.length;
    void this.focusFrame(frames.length);
  }

  private get removed(): number {
    return Math.min(this.focused, this.frames.length - 1);
  }

  private removeFrame(): void {
    if (this.frames.length > 1) this.edit(this.frames.toSpliced(this.removed, 1));
  }

  private async focusFrame(index: number): Promise<void> {
    await new Promise(requestAnimationFrame);
    this.renderRoot.querySelectorAll<HTMLElement>('zmq-frame-editor')[index]?.focus();
  }

  private readonly pickFile = async (): Promise<string | undefined> => {
    let path: string | undefined;
    await this.attempt(async () => {
      path = (await this.connection.sendRequest(pickFile, {}))?.path;
    });
    return path;
  };

  private readonly showRules = (): void => {
    void this.attempt(() => this.connection.sendRequest(showDecoders, {}));
  };

  private async askForSchemas(): Promise<void> {
    const revision = this.decodersRevision;
    if (this.schemasRevision === revision) return;
    this.schemasRevision = revision;
    await this.attempt(async () => {
      const { schemas } = await this.connection.sendRequest(decoderStatus, {});
      if (this.schemasRevision === revision) this.schemas = schemas;
    });
  }
}

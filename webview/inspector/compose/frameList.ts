import { t } from '@vscode/l10n';
import { LitElement, css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { MessageConnection } from 'vscode-jsonrpc/browser';
import type { FrameDraft } from '../../../src/protocol/composer';
import { decoderStatus, type SchemaStatus } from '../../../src/protocol/decoding';
import { pickFile, showDecoders } from '../../../src/protocol/inspector';
import { Follow } from '../../shared/page/follow';
import { icons } from '../../shared/looks/icons';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import { FrameEditor } from './frameEditor';
import type { FrameChecks } from './frameChecks';

/** The frames of a message that is composed. */
@customElement('zmq-frame-list')
export class FrameList extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    formStyles,
    css`
      .lifted {
        opacity: 0.5;
      }
      .before::before,
      .behind::after {
        content: '';
        position: absolute;
        right: 0;
        left: 0;
        top: -6px;
        border-top: 2px solid var(--vscode-focusBorder);
      }
      .behind::after {
        top: auto;
        bottom: -6px;
      }
    `,
  ];

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
  /** Of the frame that is dragged. */
  @state() private lifted: number | undefined;
  /** The frame that it would stand before, or the number of frames. */
  @state() private landing: number | undefined;
  @state() private schemas: readonly SchemaStatus[] | undefined;
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
    const { frames, lifted } = this;
    const landing = this.isMove(this.landing) ? this.landing : undefined;
    const place = (index: number) => (index === landing ? 'before' : landing === frames.length && index === landing - 1 ? 'behind' : '');
    return html`<div class="fields" @dragover=${this.dragOver} @dragleave=${this.dragLeave} @drop=${this.drop} @dragend=${this.letGo}>
      ${frames.map(
        (frame, index) =>
          html`<zmq-frame-editor
            class="${place(index)} ${index === lifted ? 'lifted' : ''}"
            .index=${index}
            .isTopic=${index === 0 && frames.length > 1 && this.hasTopic}
            .draft=${frame}
            .frame=${this.checks.of(frame)}
            .schemas=${this.schemas}
            .pickFile=${this.pickFile}
            .showRules=${this.showRules}
            .edit=${(changed: FrameDraft) => this.edit(frames.with(index, changed))}
            .count=${frames.length}
            .move=${(by: 1 | -1) => void this.move(index, index + by)}
            .lift=${(event: DragEvent) => this.lift(index, event)}
            .removeFrame=${() => void this.removeFrame(index)}
          ></zmq-frame-editor>`,
      )}
      <div class="row">
        <vscode-button appearance="secondary" @click=${() => void this.add()}
          >${t('Add frame')}<span slot="start">${icons.add}</span></vscode-button
        >
      </div>
    </div>`;
  }

  private async add(): Promise<void> {
    const { frames } = this;
    this.edit([...frames, { format: frames.at(-1)?.format ?? 'text', text: '' }]);
    await drawn();
    this.editor(frames.length)?.focus();
  }

  /** The keyboard goes with it. */
  private async move(index: number, to: number): Promise<void> {
    const { frames } = this;
    const moved = frames[index];
    if (!moved || to < 0 || to >= frames.length) return;
    const place = this.editor(index)?.place;
    this.edit(frames.toSpliced(index, 1).toSpliced(to, 0, moved));
    await drawn();
    await this.editor(to)?.goTo(place);
  }

  private lift(index: number, event: DragEvent): void {
    const { dataTransfer } = event;
    const editor = this.editor(index);
    if (!dataTransfer || !editor) return;
    // Nobody else can do anything with it.
    dataTransfer.setData('application/x-zmq-frame', String(index));
    dataTransfer.effectAllowed = 'move';
    const { left, top } = editor.getBoundingClientRect();
    dataTransfer.setDragImage(editor, event.clientX - left, event.clientY - top);
    this.lifted = index;
  }

  private readonly dragOver = (event: DragEvent): void => {
    if (this.lifted === undefined) return;
    event.preventDefault();
    const editors = [...this.renderRoot.querySelectorAll('zmq-frame-editor')];
    const below = editors.findIndex((editor) => {
      const { top, height } = editor.getBoundingClientRect();
      return event.clientY < top + height / 2;
    });
    this.landing = below < 0 ? editors.length : below;
  };

  private readonly dragLeave = ({ relatedTarget, currentTarget }: DragEvent): void => {
    if (!(relatedTarget instanceof Node && (currentTarget as Element).contains(relatedTarget))) this.landing = undefined;
  };

  private readonly drop = (event: DragEvent): void => {
    const { lifted, landing } = this;
    if (lifted === undefined || landing === undefined) return;
    event.preventDefault();
    this.letGo();
    const to = landing > lifted ? landing - 1 : landing;
    if (to !== lifted) void this.move(lifted, to);
  };

  private readonly letGo = (): void => {
    this.lifted = undefined;
    this.landing = undefined;
  };

  /** A frame that is dragged would stand elsewhere. */
  private isMove(landing: number | undefined): boolean {
    return landing !== undefined && landing !== this.lifted && landing - 1 !== this.lifted;
  }

  private async removeFrame(index: number): Promise<void> {
    if (this.frames.length === 1) return;
    this.edit(this.frames.toSpliced(index, 1));
    await drawn();
    await this.editor(Math.min(index, this.frames.length - 1))?.goTo('remove');
  }

  private editor(index: number): FrameEditor | undefined {
    const editor = this.renderRoot.querySelectorAll('zmq-frame-editor')[index];
    return editor instanceof FrameEditor ? editor : undefined;
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

/** Settles when what was changed is drawn. */
async function drawn(): Promise<void> {
  await new Promise(requestAnimationFrame);
}

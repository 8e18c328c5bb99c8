import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { visibleText } from '../../../src/core/base/preview';
import type { FrameDraft, FrameFormat } from '../../../src/protocol/composer';
import type { SchemaStatus } from '../../../src/protocol/decoding';
import '../../shared/controls/choice';
import { fault } from '../../shared/forms/fault';
import { countText } from '../../../src/core/base/quantities';
import { icons } from '../../shared/looks/icons';
import '../../shared/controls/menuButton';
import { baseStyles, formStyles } from '../../shared/looks/theme';
import { maxColoured } from '../../shared/text/jsonColours';
import type { TextArea } from '../../shared/controls/toolkit';
import type { FrameState } from './frameChecks';
import './jsonCopy';
import type { JsonCopy } from './jsonCopy';
import { messageTypeField } from './messageTypeField';

const formats: readonly { value: FrameFormat; label: string; written?: string }[] = [
  {
    value: 'text',
    get label() {
      return t('Text');
    },
  },
  { value: 'json', label: 'JSON' },
  {
    value: 'hex',
    get label() {
      return t('Hex');
    },
    written: '00 ff 7b',
  },
  { value: 'base64', label: 'Base64', written: 'AP97' },
  {
    value: 'msgpack',
    get label() {
      return t('MessagePack');
    },
    get written() {
      return t('Written as JSON: {"temp": 21.5}');
    },
  },
  {
    value: 'cbor',
    label: 'CBOR',
    get written() {
      return t('Written as JSON: {"temp": 21.5}');
    },
  },
  {
    value: 'pickle',
    get label() {
      return t('Pickle');
    },
    get written() {
      return t('Written as JSON: {"temp": 21.5}');
    },
  },
  {
    value: 'signature',
    get label() {
      return t('Signature');
    },
  },
  {
    value: 'protobuf',
    get label() {
      return t('Protobuf');
    },
    get written() {
      return t('Written as JSON: {"temp": 21.5}');
    },
  },
  {
    value: 'file',
    get label() {
      return t('File');
    },
  },
];

const writtenAsJson: ReadonlySet<FrameFormat> = new Set(['json', 'msgpack', 'cbor', 'pickle', 'protobuf']);
/** A longer text would slow down who types. */
const isColoured = ({ format, text }: FrameDraft): boolean => writtenAsJson.has(format) && text.length <= maxColoured;

/** What differs from one repetition to the next. */
const templates = [
  {
    text: '{{n}}',
    get meaning() {
      return t('number of the repetition, from 1');
    },
  },
  {
    text: '{{now}}',
    get meaning() {
      return t('the time at which it is sent');
    },
  },
  {
    text: '{{uuid}}',
    get meaning() {
      return t('a new UUID');
    },
  },
  {
    text: '{{random 0 100}}',
    get meaning() {
      return t('a number between two others');
    },
  },
] as const;

/** Where the keyboard is in a frame: in its text, from one character to another, or at one of its buttons. */
export type EditorPlace = 'up' | 'down' | 'remove' | { from: number; to: number } | undefined;

/** One frame as it is composed. */
@customElement('zmq-frame-editor')
export class FrameEditor extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    formStyles,
    css`
      :host {
        display: block;
        position: relative;
      }
      .tools {
        position: absolute;
        right: 0;
        top: 0;
        z-index: 1;
        display: flex;
        align-items: center;
        gap: 2px;
      }
      .tools zmq-choice {
        width: 140px;
      }
      vscode-text-area::part(control) {
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: min(var(--vscode-editor-font-size, 12px), var(--vscode-font-size, 13px));
        padding: 4px 6px;
        resize: vertical;
        min-width: 0;
      }
      @media not (forced-colors: active) {
        vscode-text-area.coloured::part(control) {
          color: transparent;
          caret-color: var(--vscode-editorCursor-foreground, var(--vscode-input-foreground));
        }
        vscode-text-area.coloured::part(control)::placeholder {
          color: var(--vscode-input-placeholderForeground);
        }
        /* Behind letters of any colour, so not the one that high contrast has for letters of its own. */
        vscode-text-area.coloured::part(control)::selection {
          color: transparent;
          background: color-mix(in srgb, var(--vscode-focusBorder) 22%, transparent);
        }
      }
      vscode-text-area::part(label),
      .label {
        min-height: 26px;
        line-height: 26px;
        margin-bottom: 3px;
      }
      .type {
        margin-bottom: 4px;
      }
      .foot {
        display: flex;
        align-items: flex-start;
        gap: 8px;
        font-size: 12px;
      }
      .below {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .foot [role='group'] {
        display: flex;
        flex: none;
      }
      .grip {
        display: flex;
        padding: 3px 1px;
        color: var(--vscode-icon-foreground);
        cursor: grab;
      }
      .file {
        flex-wrap: nowrap;
      }
      .file vscode-button {
        flex: none;
      }
    `,
  ];

  /** From 0; must not change. */
  @property({ type: Number }) index = 0;
  /** Frames of the message. */
  @property({ type: Number }) count = 1;
  @property({ attribute: false }) move!: (by: 1 | -1) => void;
  /** The frame is taken by its grip. */
  @property({ attribute: false }) lift!: (event: DragEvent) => void;
  @property({ attribute: false }) removeFrame!: () => void;
  /** It is the topic of the message. */
  @property({ type: Boolean }) isTopic = false;
  @property({ attribute: false }) draft!: FrameDraft;
  /** What is known of it. */
  @property({ attribute: false }) frame: FrameState = 'checking';
  /** To choose a message type from; undefined while they are asked for. */
  @property({ attribute: false }) schemas: readonly SchemaStatus[] | undefined;
  @property({ attribute: false }) edit!: (draft: FrameDraft) => void;
  @property({ attribute: false }) pickFile: () => Promise<string | undefined> = async () => undefined;
  @property({ attribute: false }) showRules: () => void = () => undefined;
  @query('vscode-text-area') private area!: TextArea | null;
  @query('zmq-json-copy') private copy!: JsonCopy | null;

  constructor() {
    super();
    this.addEventListener('keydown', (event) => this.keydown(event));
  }

  override render() {
    const { draft, index, frame } = this;
    const problem = frame !== 'checking' && 'problem' in frame ? frame.problem : undefined;
    // An empty JSON frame is unfinished rather than wrong until something is typed.
    const marked = problem !== undefined && draft.text !== '';
    const { format } = draft;
    const isWritten = format !== 'file' && format !== 'signature';
    return html`${format === 'file' ? this.file() : isWritten ? this.written(marked ? problem : undefined) : this.signature()}
      <div class="tools">
        ${
          !isWritten
            ? nothing
            : html`<zmq-menu-button
                label="${t('Insert into frame {0} what changes with each repetition', index + 1)}"
                .icon=${icons.braces}
                .items=${templates.map(({ text, meaning }) => ({ label: `${text}  ${meaning}`, run: () => this.insert(text) }))}
              ></zmq-menu-button>`
        }
        <zmq-choice
          label="${t('Format of frame {0}', index + 1)}"
          .options=${formats}
          .value=${draft.format}
          .choose=${(format: string) => this.choose(format as FrameFormat)}
        ></zmq-choice>
      </div>
      <div class="foot">
        <p class="below ${marked ? 'problem' : 'muted'}">
          ${frame === 'checking' ? '…' : 'size' in frame ? `${countText(frame.size)} B` : marked ? problem : nothing}
        </p>
        ${this.count === 1 ? nothing : this.arrangement()}
      </div>`;
  }

  protected override updated(): void {
    // The toolkit draws its field a moment later.
    queueMicrotask(() => {
      const control = this.area?.isConnected ? this.area.control : undefined;
      if (control) this.copy?.over(control);
    });
  }

  private arrangement() {
    const { index, count } = this;
    const button = (name: string, label: string, icon: unknown, isPossible: boolean, run: () => void, title = label) =>
      html`<vscode-button appearance="icon" data-name=${name} aria-label=${label} title=${title} ?disabled=${!isPossible} @click=${run}
        >${icon}</vscode-button
      >`;
    const number = index + 1;
    const up = t('Move frame {0} up', number);
    const down = t('Move frame {0} down', number);
    // Where a press on the grip took the keyboard to the frame's text, no drag would begin.
    return html`<div role="group" aria-label="${t('Place of frame {0}', number)}">
      <span
        class="grip"
        aria-hidden="true"
        tabindex="-1"
        draggable="true"
        title="${t('Drag to move frame {0}', number)}"
        @dragstart=${this.lift}
        >${icons.grip}</span
      >
      ${button('up', up, icons.up, index > 0, () => this.move(-1), t('{0} (Alt+Up)', up))}
      ${button('down', down, icons.down, index < count - 1, () => this.move(1), t('{0} (Alt+Down)', down))}
      ${button('remove', t('Remove frame {0}', number), icons.close, true, () => this.removeFrame())}
    </div>`;
  }

  get place(): EditorPlace {
    const focused = this.shadowRoot?.activeElement;
    const control = this.area?.control;
    if (control && focused === this.area) return { from: control.selectionStart, to: control.selectionEnd };
    const name = focused instanceof HTMLElement ? focused.dataset['name'] : undefined;
    return name === 'up' || name === 'down' || name === 'remove' ? name : undefined;
  }

  /** Takes the keyboard there, or to where it comes nearest. */
  async goTo(place: EditorPlace): Promise<void> {
    const button = (name: string) => this.renderRoot.querySelector<HTMLElement>(`[data-name=${name}]:not([disabled])`);
    if (typeof place === 'string') (button(place) ?? button(place === 'up' ? 'down' : 'up') ?? this).focus();
    else {
      this.focus();
      // The toolkit draws the text a moment later, which would take the cursor to its end.
      await new Promise(requestAnimationFrame);
      if (place) this.area?.control.setSelectionRange(place.from, place.to);
    }
  }

  private keydown(event: KeyboardEvent): void {
    if (event.defaultPrevented || !event.altKey || event.ctrlKey || event.metaKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown'))
      return;
    event.preventDefault();
    this.move(event.key === 'ArrowUp' ? -1 : 1);
  }

  private get name(): string {
    return this.isTopic ? t('Frame {0}: topic', this.index + 1) : t('Frame {0}', this.index + 1);
  }

  private written(problem: string | undefined) {
    const { draft, index } = this;
    const hasColours = isColoured(draft);
    return html`<vscode-text-area
        class=${hasColours ? 'coloured' : ''}
        rows=${draft.text.includes('\n') ? 6 : 2}
        spellcheck="false"
        placeholder=${formats.find(({ value }) => value === draft.format)?.written ?? ''}
        .value=${draft.text}
        ${fault(problem)}
        @input=${(event: Event) => this.edit({ ...draft, text: (event.target as TextArea).value })}
        >${this.name}</vscode-text-area
      >
      ${hasColours ? html`<zmq-json-copy .text=${draft.text}></zmq-json-copy>` : nothing}
      ${
        draft.format === 'protobuf'
          ? html`<div class="type">
              ${messageTypeField({ label: t('Message type of frame {0}', index + 1), schemas: this.schemas, chosen: draft.schema, choose: (schema) => this.edit({ ...draft, schema }), showRules: this.showRules })}
            </div>`
          : nothing
      }`;
  }

  private file() {
    const { draft, index } = this;
    const path = visibleText(draft.text);
    return html`<div class="label">${this.name}</div>
      <div class="row file">
        <vscode-button appearance="secondary" aria-label="${t('Choose file of frame {0}', index + 1)}" @click=${() => this.chooseFile()}
          >${t('Choose File…')}</vscode-button
        >
        <span class="clip data" title=${path}>${path.split(/[\\/]/).at(-1)}</span>
      </div>`;
  }

  private signature() {
    return html`<div class="label">${this.name}</div>
      <div class="muted">
        ${t('Signature of the four frames behind it, by the key of the kernel. "ZMQ: Set Jupyter Key…" takes the key.')}
      </div>`;
  }

  private choose(format: FrameFormat): void {
    const { draft } = this;
    if (format === draft.format) return;
    // A path is no text, nor a text a path, and a signature is none of both.
    const isOther = [format, draft.format].some((each) => each === 'file' || each === 'signature');
    this.edit({ format, text: isOther ? '' : draft.text });
  }

  private async chooseFile(): Promise<void> {
    const path = await this.pickFile();
    if (path !== undefined) this.edit({ format: 'file', text: path });
  }

  private insert(template: string): void {
    const control = this.area?.control;
    if (!control) return;
    control.setRangeText(template, control.selectionStart, control.selectionEnd, 'end');
    this.edit({ ...this.draft, text: control.value });
    control.focus();
  }
}

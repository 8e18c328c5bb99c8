import { frameRoleWord } from '../../shared/text/statusWords';
import { filled } from '../../shared/text/filled';
import { t } from '@vscode/l10n';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { toHex } from '../../../src/core/base/bytes';
import { decoders } from '../../../src/core/codecs/values/decoderNames';
import { formatPath } from '../../../src/core/codecs/values/path';
import { visibleText } from '../../../src/core/base/preview';
import type { Decoded, DecodedFrame, DecoderChoice, DecoderName, ValueNode } from '../../../src/protocol/decoding';
import type { FrameBytes } from '../../../src/protocol/log';
import '../../shared/controls/choice';
import { decodeText } from '../../shared/bytes/decodedText';
import { countText, counted, sizeText } from '../../../src/core/base/quantities';
import { icons } from '../../shared/looks/icons';
import { markedText } from '../../shared/text/markedText';
import type { MenuItem } from '../../shared/controls/menu';
import '../../shared/controls/menuButton';
import { baseStyles } from '../../shared/looks/theme';
import { toggleButton, toggleButtonStyles } from '../../shared/controls/toggleButton';
import { visibleBlock } from '../../shared/text/visibleBlock';
import { arrayTable } from './values/arrayTable';
import { frameToCopy } from './copyFrame';
import { isLayout, layoutField } from './layoutField';
import { decoderOptions } from './decoderOptions';
import type { FilterMarks } from './bytes/filterMarks';
import { defaultDisplays, displayLabels, displaysFor, layersOf, type FrameDisplay } from './frameDisplays';
import { frameViewStyles } from './frameViewStyles';
import './bytes/hexView';
import { copyJson } from './values/copyJson';
import { plotNumbers } from './values/plotNumbers';
import './bytes/pictureView';
import type { RecordActions } from './recordActions';
import { jsonParts } from '../../shared/text/jsonColours';
import { hasReadingOptions, readingFields } from './readingFields';
import { hasTopics } from './topicOf';
import { decodingProblems } from './decodingProblems';
import { maxPicture, valueChoices } from './valueChoices';
import type { SeriesSpec } from '../../../src/protocol/plot';
import type { ValueActions } from './values/valueActions';
import type { ValueTree } from './values/valueTree';
import './values/valueTree';

/** Bytes of a frame drawn at first, and how many times more with each `Show more`. */
const firstBytes = 1024;
const growth = 8;
/** Most bytes of one frame that are drawn or copied. */
export const maxBytes = 1024 * 1024;
/** Bytes of a topic that a folded frame shows whole. */
const shortTopic = 64;
/** Bytes of which a folded frame shows what fits in its line. */
const excerptBytes = 200;
/** Frames drawn at once, before it is known which are in sight. */
const firstFrames = 6;
/** Width in px that a dump of 16 bytes a line takes, and that it takes beside another display. */
const roomAlone = 620;
const roomBeside = 960;
/** Values of one frame that are read by decoders of their own; the latest stay. */
const maxValues = 20;

/** One frame of a message: what it is, how it was decoded, and its content in the displays that the person chose. */
@customElement('zmq-frame-view')
export class FrameView extends LitElement {
  static override styles = [baseStyles, toggleButtonStyles, ...frameViewStyles];

  @property({ type: Number }) index = 0;
  @property({ attribute: false }) frame!: FrameBytes;
  /** Undefined until it has come. */
  @property({ attribute: false }) decoded: DecodedFrame | undefined;
  /** Width there is for it, px. */
  @property({ type: Number }) room = 0;
  /** The displays that a person chose for this frame. */
  @property({ attribute: false }) displays: readonly FrameDisplay[] | undefined;
  @property({ attribute: false }) chooseDisplays!: (displays: readonly FrameDisplay[]) => void;
  /** Whether a person folded or unfolded this frame. */
  @property({ attribute: false }) folded: boolean | undefined;
  @property({ attribute: false }) fold!: (folded: boolean) => void;
  /** How a person chose to read this frame. */
  @property({ attribute: false }) chosen: DecoderChoice | undefined;
  @property({ attribute: false }) choose!: (choice: DecoderChoice | undefined) => void;
  /** Layouts of numbers that the person wrote, the last one first. */
  @property({ attribute: false }) layouts: readonly string[] = [];
  @property({ attribute: false }) rememberLayout: (layout: string) => void = () => undefined;
  @property({ attribute: false }) logActions!: ValueActions;
  @property({ attribute: false }) plot!: (path: string, choice: DecoderChoice | undefined, gaps?: SeriesSpec['gaps']) => void;
  @property({ attribute: false }) actions!: RecordActions;
  @property({ attribute: false }) marks!: FilterMarks;
  @state() private shown = firstBytes;
  /** The first bytes of the frame, once more were asked for than came with it. */
  @state() private fetched: Uint8Array | undefined;
  /** Bytes of what is packed in the frame, by depth. */
  @state() private unpacked: ReadonlyMap<number, Uint8Array> = new Map();
  /** Which content the dump shows: 0 for the frame as it was sent. */
  @state() private depth = 0;
  /** Bytes of the content at a depth. */
  @state() private selected: { range: readonly [number, number]; depth: number } | undefined;
  /** It was in sight, or nearly. Frames far below cost nothing until then. */
  @state() private near = false;
  /** The person asked for the options of reading. */
  @state() private options = false;
  /** Path of a value whose decoder the person is to choose. */
  @state() private asking: string | undefined;
  /** The person is about to choose a decoder. */
  @state() private choosing = false;
  @query('zmq-value-tree') private tree!: ValueTree | null;
  private readonly approach = new IntersectionObserver((entries) => (this.near ||= entries.some(({ isIntersecting }) => isIntersecting)), {
    rootMargin: '200px',
  });
  private readonly marksChanged = (): void => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    this.marks.addEventListener('change', this.marksChanged);
    this.approach.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.marks.removeEventListener('change', this.marksChanged);
    this.approach.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.near ||= this.index < firstFrames;
    if (changed.has('frame')) this.fetched = undefined;
    if (!changed.has('decoded')) return;
    this.selected = undefined;
    this.depth = 0;
    this.unpacked = new Map();
  }

  override render() {
    const { frame, index } = this;
    const { isFolded } = this;
    return html`<header class=${isFolded ? 'folded' : ''} @click=${this.headClick}>
        <h3>
          <button class="fold" aria-expanded=${frame.size === 0 ? nothing : String(!isFolded)} @keydown=${this.headKey}>
            <span class="twistie ${isFolded ? '' : 'open'}">${frame.size === 0 ? nothing : icons.right}</span>${t('Frame {0}', index + 1)}
          </button>
        </h3>
        <span class="role ${frame.role === 'body' ? 'muted' : ''}">${frameRoleWord(frame.role)}</span>
        ${frame.meaning ? html`<span class="meaning">${frame.meaning}</span>` : nothing}
        <span class="size">${countText(frame.size)} B${frame.size > 999 ? ` (${sizeText(frame.size)})` : ''}</span>
        ${frame.size === 0 || !this.near ? nothing : isFolded ? this.excerpt() : this.controls()}
      </header>
      ${frame.size === 0 ? html`<p class="muted">${t('Empty frame')}</p>` : isFolded ? nothing : this.near ? this.content() : html`<div class="far"></div>`}`;
  }

  /** A short topic is all in the line of a folded frame. */
  private get isFolded(): boolean {
    const { frame, folded, chosen, displays } = this;
    if (frame.size === 0) return false;
    return folded ?? (frame.role === 'topic' && frame.size <= shortTopic && !chosen && !displays);
  }

  /** What a folded frame says, and what is wrong with it. */
  private excerpt(): TemplateResult {
    const bytes = this.bytes.subarray(0, excerptBytes);
    const { text } = decodeText(bytes, bytes.length < this.frame.size);
    const problem = layersOf(this.decoded).find((layer) => layer.problem)?.problem?.message;
    return html`<span class="excerpt clip data">${markedText(text, this.marks.of(text))}${bytes.length < this.frame.size ? '…' : ''}</span>
      ${problem ? html`<span class="problem clip" title=${problem}>${problem}</span>` : nothing}`;
  }

  private focusHead(): void {
    this.renderRoot.querySelector<HTMLElement>('.fold')?.focus();
  }

  /** Everything of the header folds but the controls in it. */
  private headClick({ target }: Event): void {
    if (this.frame.size > 0 && target instanceof Element && !target.closest('.decoder, .reason, .actions')) this.fold(!this.isFolded);
  }

  /** As in a tree: left folds, right unfolds, up and down go to other frames. */
  private headKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const frames = [...(this.parentElement?.children ?? [])].filter((each) => each instanceof FrameView);
    const at = frames.indexOf(this);
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: frames.length - 1 };
    const to = moves[event.key];
    if (to !== undefined) frames[to]?.focusHead();
    else if (event.key === 'ArrowLeft') this.fold(true);
    else if (event.key === 'ArrowRight') this.fold(false);
    else return;
    event.preventDefault();
  }

  private controls(): TemplateResult {
    const { decoded, chosen, index } = this;
    const displays = displaysFor(this.innermost);
    const shown = this.shownDisplays;
    const why = decoded ? (Object.keys(this.frameChoice).length > 0 ? t('chosen for this frame') : decoded.why) : t('decoding…');
    const choose = (): void => void (this.choosing = true);
    return html`<span class="decoder" @pointerenter=${choose} @focusin=${choose}>
        <zmq-choice
          label="${t('Decoder of frame {0}', index + 1)}"
          title=${why}
          .value=${chosen?.decoder ?? ''}
          .options=${decoderOptions(chosen?.decoder, decoded?.decoder, this.choosing)}
          .choose=${(decoder: string) => this.read({ decoder: decoder === '' ? undefined : (decoder as DecoderName) })}
        ></zmq-choice>
        ${toggleButton({
          label: t('Where the content of frame {0} begins, and its encoding', index + 1),
          icon: icons.options,
          pressed: this.hasOptions,
          press: () => this.toggleOptions(),
        })}
        ${decoded?.guess && !chosen ? html`<span class="guess" title=${why}>${t('guess')}</span>` : nothing}
      </span>
      <span class="muted reason">${why}</span>
      <span class="actions">
        <span role="group" aria-label="${t('Show frame {0} as', index + 1)}">
          ${displays.map((display) =>
            toggleButton({
              label: displayLabels[display],
              title: t('Show as {0}', displayLabels[display]),
              icon: displayLabels[display],
              pressed: shown.includes(display),
              press: () => this.toggleDisplay(display),
            }),
          )}
        </span>
        <zmq-menu-button label="${t('Actions for frame {0}', index + 1)}" .icon=${icons.more} .items=${this.menu()}></zmq-menu-button>
      </span>`;
  }

  private get hasOptions(): boolean {
    return this.options || hasReadingOptions(this.chosen);
  }

  private toggleOptions(): void {
    const { hasOptions } = this;
    this.options = !hasOptions;
    if (hasOptions && hasReadingOptions(this.chosen))
      this.read({ encoding: undefined, skip: undefined, after: undefined, offset: undefined });
  }

  /** Changes how the frame is read; where nothing is said any more, it is found out again. */
  private read(change: Partial<DecoderChoice>): void {
    const choice = Object.fromEntries(Object.entries({ ...this.chosen, ...change }).filter(([, value]) => value !== undefined));
    // An encoding is one of texts.
    if (change.decoder !== undefined && change.decoder !== 'text') delete choice.encoding;
    if ('decoder' in change && change.decoder !== 'numbers') delete choice.layout;
    this.choose(Object.keys(choice).length > 0 ? choice : undefined);
  }

  private readLayout(layout: string | undefined): void {
    if (layout !== undefined && isLayout(layout)) this.rememberLayout(layout);
    this.read({ layout });
  }

  private readValue(path: string, decoder: DecoderName | undefined): void {
    const values = (this.chosen?.values ?? []).filter((value) => value.path !== path);
    if (decoder) values.push({ path, decoder });
    this.asking = undefined;
    this.read({ values: values.length > 0 ? values.slice(-maxValues) : undefined });
  }

  private content(): TemplateResult {
    const content = this.innermost;
    const shown = this.shownDisplays;
    return html`${this.hasOptions ? readingFields(this.index, this.frameChoice, (choice) => this.read(choice)) : nothing}
      ${this.chosen?.decoder === 'numbers' ? layoutField(this.index, this.chosen.layout, this.layouts, (layout) => this.readLayout(layout)) : nothing}
      ${valueChoices({
        chosen: this.chosen,
        asking: this.asking,
        value: content?.value,
        choose: (path, decoder) => this.readValue(path, decoder),
        makeRule: (path, decoder) => this.actions.decodeAs(this.ruleBy, this.index, { path, decoder }),
        fetch: (place, count) => this.actions.bytes({ frame: this.index, choice: this.chosen, ...place }, count),
      })}
      ${decodingProblems(this.decoded, { showCause: (rule) => this.actions.showCause(rule), showByte: (byte, depth) => void this.showByte(byte, depth) })}
      ${this.offer()}
      <div class="views">
        ${shown.includes('tree') && content?.value ? this.treeView(content.value) : nothing}
        ${shown.includes('array') && content?.array ? arrayTable(content.array, this.index) : nothing}
        ${shown.includes('picture') && content?.picture ? this.pictureView(content) : nothing}
        ${shown.includes('text') ? this.textView() : nothing} ${shown.includes('hex') ? this.hexView() : nothing}
      </div>
      ${shown.includes('text') || shown.includes('hex') ? this.rest() : nothing}`;
  }

  private get ruleBy(): 'socket' | 'topic' {
    const { record } = this.actions;
    return hasTopics(record.socketType) && record.topic ? 'topic' : 'socket';
  }

  /** Another decoder that could fit: one press reads the frame so. */
  private offer(): TemplateResult | typeof nothing {
    const decoder = this.chosen ? undefined : this.decoded?.offer;
    if (!decoder) return nothing;
    return html`<p class="offer">
      <vscode-button class="small" appearance="secondary" @click=${() => this.read({ decoder })}
        >${t('Read as {0}', decoders[decoder].label)}</vscode-button
      >
    </p>`;
  }

  private treeView(value: ValueNode): TemplateResult {
    const depth = layersOf(this.decoded).length - 1;
    return html`<zmq-value-tree
      class="tree"
      label="${t('Values of frame {0}', this.index + 1)}"
      .value=${value}
      .marks=${this.marks}
      .copy=${this.actions.copy}
      .logActions=${this.logActions}
      .plot=${(path: string) => this.plot(path, this.chosen)}
      .plotActions=${(path: string) => this.gapActions(path)}
      .decodeValue=${(path: string, decoder: DecoderName | undefined) => (decoder ? this.readValue(path, decoder) : void (this.asking = path))}
      .selected=${(range: ValueNode['range']) => this.select(range, depth)}
    ></zmq-value-tree>`;
  }

  /** Has a number count the messages. */
  private gapActions(path: string): MenuItem[] {
    const { record } = this.actions;
    const count = (gaps: SeriesSpec['gaps']) => (): void => this.plot(path, this.chosen, gaps);
    return hasTopics(record.socketType)
      ? [
          { label: t('Count Gaps of {0}, Each Topic by Itself', path), run: count('by topic') },
          { label: t('Count Gaps of {0}, All Topics Together', path), run: count('together') },
        ]
      : [{ label: t('Count Gaps of {0}', path), run: count('together') }];
  }

  private pictureView(content: Decoded): TemplateResult {
    const depth = layersOf(this.decoded).length - 1;
    return html`<zmq-picture-view
      class="picture"
      label="${t('Frame {0}', this.index + 1)}"
      .picture=${content.picture}
      .size=${content.size}
      .fetch=${() => this.actions.bytes({ frame: this.index, depth, choice: this.chosen }, Math.min(depth === 0 ? this.frame.kept : content.size, maxPicture))}
    ></zmq-picture-view>`;
  }

  private textView(): TemplateResult {
    const { text, whole } = this.text();
    return html`<div class="text data" role="group" aria-label="${t('Text of frame {0}', this.index + 1)}" tabindex="0">
      <pre>${markedText(text, this.marks.of(text), this.innermost?.decoder === 'json' ? jsonParts(text, visibleBlock) : visibleBlock)}</pre>
      ${
        whole === undefined || whole <= text.length
          ? nothing
          : html`<p class="muted">
              ${filled(t('First {0} of {1} shown. {2}'), countText(text.length), counted(whole, 'character'), this.showMore())}
            </p>`
      }
      ${this.frame.role === 'routing id' ? nothing : plotNumbers(this.innermost, (path) => this.plot(path, this.chosen))}
    </div>`;
  }

  /** What is shown as text, and how long all of it is where that is known. */
  private text(): { text: string; whole?: number } {
    const layers = layersOf(this.decoded);
    const { decoder, text } = this.innermost ?? {};
    if ((layers.length > 1 || this.decoded?.encoding || decoder === 'xml') && text !== undefined)
      return { text: text.slice(0, this.shown), whole: text.length };
    const bytes = this.bytes.subarray(0, this.shown);
    return { text: decodeText(bytes, bytes.length < this.frame.size).text };
  }

  private hexView(): TemplateResult {
    const layers = layersOf(this.decoded);
    const bytes = this.dumped;
    const choose = (depth: number) => () => void this.showDepth(depth);
    const beside = this.shownDisplays.length > 1;
    const wide = this.room >= (beside ? roomBeside : roomAlone);
    return html`<div class="hex data ${beside ? 'beside' : ''} ${wide ? 'wide' : ''}">
      ${
        layers.length > 1
          ? html`<div class="layers" role="group" aria-label="${t('Bytes shown of frame {0}', this.index + 1)}">
              ${layers.map((layer, depth) =>
                toggleButton({
                  label: depth === 0 ? t('As sent') : t('Unpacked {0}', decoders[layer.decoder].label),
                  icon: depth === 0 ? t('As sent') : decoders[layer.decoder].label,
                  pressed: this.depth === depth,
                  press: choose(depth),
                }),
              )}
            </div>`
          : nothing
      }
      ${
        bytes
          ? html`<zmq-hex-view
              label="${t('Hex dump of frame {0}', this.index + 1)}"
              .bytes=${bytes}
              .width=${wide ? 16 : 8}
              .found=${this.marks.ofBytes(bytes)}
              .selected=${this.selected?.depth === this.depth ? this.selected.range : undefined}
              .choose=${(byte: number) => this.chooseByte(byte)}
            ></zmq-hex-view>`
          : nothing
      }
    </div>`;
  }

  /** What is here of the frame. */
  private get bytes(): Uint8Array {
    return this.fetched ?? this.frame.bytes;
  }

  /** The bytes in the dump. */
  private get dumped(): Uint8Array | undefined {
    return (this.depth === 0 ? this.bytes : this.unpacked.get(this.depth))?.subarray(0, this.shown);
  }

  private rest(): TemplateResult | typeof nothing {
    const { frame, depth } = this;
    const layer = depth === 0 ? undefined : layersOf(this.decoded)[depth];
    const size = depth === 0 ? frame.size : (layer?.size ?? 0);
    const shown = Math.min(this.shown, this.dumped?.length ?? 0);
    if (shown >= size) return nothing;
    const canShowMore = shown < Math.min(depth === 0 ? frame.kept : size, maxBytes);
    return html`<p class="muted">
      ${layer?.atLeast ? t('First {0} of at least {1} bytes shown.', countText(shown), countText(size)) : t('First {0} of {1} bytes shown.', countText(shown), countText(size))}
      ${frame.kept < frame.size ? html`${t('The capture kept {0}.', countText(frame.kept))}` : nothing}
      ${canShowMore ? this.showMore() : nothing}
    </p>`;
  }

  private showMore(): TemplateResult {
    return html`<vscode-button class="small" appearance="secondary" @click=${() => this.showUpTo(this.shown * growth)}
      >${t('Show more')}</vscode-button
    >`;
  }

  private get innermost(): Decoded | undefined {
    return layersOf(this.decoded).at(-1);
  }

  private get shownDisplays(): FrameDisplay[] {
    const possible = displaysFor(this.innermost);
    const wanted = this.displays?.filter((display) => possible.includes(display)) ?? [];
    return wanted.length > 0 ? wanted : defaultDisplays(this.innermost, this.room < roomAlone);
  }

  private toggleDisplay(display: FrameDisplay): void {
    const { shownDisplays } = this;
    const next = shownDisplays.includes(display) ? shownDisplays.filter((other) => other !== display) : [...shownDisplays, display];
    if (next.length > 0) this.chooseDisplays(next);
    if (next.includes('hex')) void this.followSelection();
  }

  /** What was chosen of the frame itself. */
  private get frameChoice(): Omit<DecoderChoice, 'values'> {
    const { values: _values, ...choice } = this.chosen ?? {};
    return choice;
  }

  private menu(): MenuItem[] {
    const { actions, index, chosen, innermost } = this;
    const { socketType } = actions.record;
    return [
      { label: t('Decode This Socket as…'), run: () => actions.decodeAs('socket', index, this.frameChoice) },
      ...(hasTopics(socketType) && actions.record.topic
        ? [{ label: t('Decode This Topic as…'), run: () => actions.decodeAs('topic', index, this.frameChoice) }]
        : []),
      { label: t('Open in Editor'), run: () => actions.openDocument(index, chosen) },
      { label: t('Save Frame…'), run: () => actions.save(index) },
      { label: t('Copy as Text'), run: () => void this.copyAs('text') },
      { label: t('Copy as Hex'), run: () => void this.copyAs('hex') },
      ...(innermost?.value ? [copyJson(innermost.value, t('Frame {0}', index + 1), actions.copy)] : []),
    ];
  }

  /** A value was selected in the tree. */
  private select(range: ValueNode['range'], depth: number): void {
    this.selected = range && { range, depth };
    if (this.shownDisplays.includes('hex')) void this.followSelection();
  }

  private async followSelection(): Promise<void> {
    if (this.selected) await this.load(this.selected.depth, this.selected.range[0] + 1);
  }

  private chooseByte(byte: number): void {
    const row = this.depth === layersOf(this.decoded).length - 1 ? this.tree?.reveal(byte) : undefined;
    // A byte that no value covers stands alone.
    if (!row) this.selected = { range: [byte, byte + 1], depth: this.depth };
    const value = this.dumped?.subarray(byte, byte + 1) ?? new Uint8Array(0);
    this.actions.say(
      row?.path
        ? t('Byte {0} is 0x{1}, of {2}.', countText(byte), toHex(value), visibleText(formatPath(row.path)))
        : t('Byte {0} is 0x{1}.', countText(byte), toHex(value)),
    );
  }

  /** Selects a byte in the dump, which is shown for that. */
  private async showByte(byte: number, depth: number): Promise<void> {
    if (!this.shownDisplays.includes('hex')) this.chooseDisplays([...this.shownDisplays, 'hex']);
    await this.load(depth, byte + 1);
    this.selected = { range: [byte, byte + 1], depth };
  }

  private async showDepth(depth: number): Promise<void> {
    this.selected = undefined;
    await this.load(depth, 1);
  }

  /** Has the dump show a content, at least up to `count` bytes of it where that is possible. */
  private async load(depth: number, count: number): Promise<void> {
    if (depth > 0 && !this.unpacked.has(depth)) {
      const size = layersOf(this.decoded)[depth]?.size ?? 0;
      const { decoded } = this;
      const bytes = await this.actions.bytes({ frame: this.index, depth, choice: this.chosen }, Math.min(size, maxBytes));
      if (!bytes || decoded !== this.decoded) return;
      this.unpacked = new Map([...this.unpacked, [depth, bytes]]);
    }
    this.depth = depth;
    if (count > this.shown) await this.showUpTo(Math.ceil(count / firstBytes) * firstBytes);
  }

  private async showUpTo(count: number): Promise<void> {
    const wanted = Math.min(count, maxBytes);
    if (await this.need(Math.min(wanted, this.frame.kept))) this.shown = wanted;
  }

  private async need(count: number): Promise<Uint8Array | undefined> {
    if (this.bytes.length < count) {
      const { frame } = this;
      const bytes = await this.actions.bytes({ frame: this.index, depth: 0 }, count);
      if (!bytes || frame !== this.frame) return undefined;
      this.fetched = bytes;
    }
    return this.bytes.subarray(0, count);
  }

  private async copyAs(form: 'text' | 'hex'): Promise<void> {
    const { index, frame, actions } = this;
    const unpacked = form === 'text' && this.decoded?.inner ? this.innermost?.text : undefined;
    if (unpacked !== undefined) return actions.copy(unpacked, t('Unpacked text of frame {0} copied.', index + 1));
    const bytes = await this.need(Math.min(frame.kept, maxBytes));
    if (!bytes) return;
    const { text, said } = frameToCopy(form, index, bytes, frame.size);
    actions.copy(text, said);
  }
}

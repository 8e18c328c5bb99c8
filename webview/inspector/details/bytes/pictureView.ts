import { t } from '@vscode/l10n';
import { LitElement, css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PictureInfo, PixelLayout } from '../../../../src/protocol/decoding';
import { countText, sizeText } from '../../../../src/core/base/quantities';
import { pictureName } from '../../../../src/core/codecs/pictures/pictureNames';
import { toRgba } from '../../../../src/core/codecs/pictures/pixels';
import { baseStyles } from '../../../shared/looks/theme';

const maxBytes = 16 * 1024 * 1024;
const maxPixels = 64 * 1024 * 1024;
/** Of those that are drawn here, pixel by pixel. */
const maxDrawn = 16 * 1024 * 1024;
/** What browsers draw. */
const drawn: ReadonlySet<PictureInfo['type']> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp']);

/** A picture, drawn from its bytes once these are asked for and look harmless. Says where its header lies. */
@customElement('zmq-picture-view')
export class PictureView extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      img {
        display: block;
        max-width: 100%;
        max-height: 50vh;
        margin: 4px 0;
        /* Shows where the picture is transparent. */
        background: repeating-conic-gradient(var(--vscode-editorWidget-background, transparent) 0 25%, transparent 0 50%) 0 0 / 16px 16px;
        outline: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
    `,
  ];

  /** Accessible name. */
  @property() label = '';
  @property({ attribute: false }) picture!: PictureInfo;
  /** Of the picture, in bytes. */
  @property({ type: Number }) size = 0;
  /** All bytes of the picture; undefined where they cannot be had, which has then been said. */
  @property({ attribute: false }) fetch!: () => Promise<Uint8Array | undefined>;
  @state() private address: string | undefined;
  @state() private real: { width: number; height: number } | undefined;
  /** Why it is not drawn though its bytes are here. */
  @state() private fault: string | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.release();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) void this.load();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('picture')) void this.load();
  }

  override render() {
    const { width, height } = this.picture;
    const { real, refusal } = this;
    // A camera held upright has its pictures turned.
    const lies = real && !(real.width === width && real.height === height) && !(real.width === height && real.height === width);
    return html`<p>
        ${t('{0}, {1} × {2} pixels, {3}', pictureName(this.picture), countText(width), countText(height), sizeText(this.size))}
        ${lies ? html`<span class="warning">${t('The header says so; the picture itself has {0} × {1} pixels.', countText(real.width), countText(real.height))}</span>` : nothing}
      </p>
      ${refusal ? html`<p class="warning">${refusal}</p>` : nothing} ${this.fault ? html`<p class="problem">${this.fault}</p>` : nothing}
      ${this.address && real ? html`<img src=${this.address} alt=${t('{0}, {1} × {2} pixels', this.label, real.width, real.height)} />` : nothing}`;
  }

  /** Why the picture is not drawn at all. */
  private get refusal(): string | undefined {
    const { type, width, height, pixels } = this.picture;
    if (!pixels && !drawn.has(type)) return t('Pictures of this kind are not drawn here. Save the frame to see it.');
    if (this.size > maxBytes) return t('Pictures of more than {0} bytes are not drawn. Save the frame to see it.', countText(maxBytes));
    const most = pixels ? maxDrawn : maxPixels;
    if (width * height > most)
      return t('It claims {0} pixels; at most {1} are drawn. Save the frame to see it.', countText(width * height), countText(most));
    return undefined;
  }

  private async load(): Promise<void> {
    this.release();
    this.real = undefined;
    this.fault = undefined;
    if (this.refusal) return;
    const { picture } = this;
    const bytes = await this.fetch();
    if (!bytes || picture !== this.picture || !this.isConnected) return;
    const blob = picture.pixels ? await drawnBlob(bytes, picture, picture.pixels) : new Blob([bytes.slice()], { type: picture.type });
    try {
      // An element would take the size that the header claims, and leave empty what does not follow.
      const bitmap = await createImageBitmap(blob);
      const { width, height } = bitmap;
      bitmap.close();
      if (picture !== this.picture || !this.isConnected) return;
      this.real = { width, height };
      this.address = URL.createObjectURL(blob);
    } catch {
      if (picture === this.picture)
        this.fault = t(
          'The picture cannot be drawn: what follows its header is broken, cut off, or no picture of the size that the header claims.',
        );
    }
  }

  private release(): void {
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = undefined;
  }
}

/** A PNG of pixels that no browser knows how to read. */
async function drawnBlob(bytes: Uint8Array, { width, height }: PictureInfo, layout: PixelLayout): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  context?.putImageData(new ImageData(toRgba(bytes, { width, height }, layout), width, height), 0, 0);
  return canvas.convertToBlob();
}

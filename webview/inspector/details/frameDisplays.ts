import { t } from '@vscode/l10n';
import type { Decoded } from '../../../src/protocol/decoding';

/** Ways of showing a frame; several can stand side by side. */
export type FrameDisplay = 'tree' | 'array' | 'picture' | 'text' | 'hex';

export const displayLabels: Record<FrameDisplay, string> = {
  get tree() {
    return t('Tree');
  },
  get array() {
    return t('Array');
  },
  get picture() {
    return t('Picture');
  },
  get text() {
    return t('Text');
  },
  get hex() {
    return t('Hex');
  },
};

/** A frame's content, what is packed in it, and so on to the innermost. */
export function layersOf(decoded: Decoded | undefined): Decoded[] {
  const layers: Decoded[] = [];
  for (let layer: Decoded | undefined = decoded; layer; layer = layer.inner) layers.push(layer);
  return layers;
}

export function displaysFor(content: Decoded | undefined): FrameDisplay[] {
  return [
    ...(content?.value ? (['tree'] as const) : []),
    ...(content?.array ? (['array'] as const) : []),
    ...(content?.picture ? (['picture'] as const) : []),
    'text',
    'hex',
  ];
}

/** Pixels of a picture that nobody called one, where a side has fewer. */
const leastOfPicture = 16;

/** An array that could be a picture, but is as small as a matrix. */
function isRatherArray({ array, picture }: Decoded): boolean {
  return array !== undefined && picture?.isGuess === true && Math.min(picture.width, picture.height) < leastOfPicture;
}

/** What is shown until a person says otherwise: the display that says most, and the bytes where there is room beside it. */
export function defaultDisplays(content: Decoded | undefined, narrow: boolean): FrameDisplay[] {
  const main: FrameDisplay | undefined = !content
    ? 'text'
    : content.picture && !isRatherArray(content)
      ? 'picture'
      : content.array
        ? 'array'
        : content.decoder === 'hex'
          ? undefined
          : content.value && content.decoder !== 'text' && (content.decoder !== 'numbers' || content.text === undefined)
            ? 'tree'
            : 'text';
  if (!main) return ['hex'];
  return narrow || main === 'picture' ? [main] : [main, 'hex'];
}

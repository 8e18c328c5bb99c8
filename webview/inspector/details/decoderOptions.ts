import { t } from '@vscode/l10n';
import { decoders } from '../../../src/core/codecs/values/decoderNames';
import { decoderNames, type DecoderName } from '../../../src/protocol/decoding';
import type { ChoiceOption } from '../../shared/controls/choice';

const options = (): readonly ChoiceOption[] => decoderNames.map((name) => ({ value: name, label: decoders[name].label }));

/**
 * All decoders, below the one that is chosen where nobody chooses: `Auto (JSON)`. With `all` false only the one that stands beside
 * the frame: lists of controls cost much where there are many frames.
 */
export function decoderOptions(chosen: DecoderName | undefined, decoder: DecoderName | undefined, all: boolean): readonly ChoiceOption[] {
  const auto = { value: '', label: decoder && !chosen ? t('Auto ({0})', decoders[decoder].label) : t('Auto') };
  if (all) return [auto, ...options()];
  return chosen ? [{ value: chosen, label: decoders[chosen].label }] : [auto];
}

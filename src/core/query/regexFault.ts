import { t } from '@vscode/l10n';

/**
 * What is wrong with a regex that could not be compiled: the runtime's own sentence, in the language that is spoken where it is a usual
 * one. The runtime says it in a sentence alone, and in English.
 */
export function regexFault({ message }: Error): string {
  const [, where, reason = ''] = /^Invalid regular expression: (.*): ([^:]+)$/s.exec(message) ?? [];
  const usual = usualReasons()[reason];
  const sentence = where === undefined || usual === undefined ? message : t('Invalid regular expression: {0}: {1}', where, usual);
  return sentence.replace(/\.?$/, '.');
}

function usualReasons(): Record<string, string> {
  return {
    'Unterminated group': t('Unterminated group'),
    "Unmatched ')'": t("Unmatched ')'"),
    'Unterminated character class': t('Unterminated character class'),
    'Range out of order in character class': t('Range out of order in character class'),
    'Nothing to repeat': t('Nothing to repeat'),
    'Incomplete quantifier': t('Incomplete quantifier'),
    'Lone quantifier brackets': t('Lone quantifier brackets'),
    'numbers out of order in {} quantifier': t('numbers out of order in {0} quantifier', '{}'),
    'Invalid group': t('Invalid group'),
    'Invalid capture group name': t('Invalid capture group name'),
    'Duplicate capture group name': t('Duplicate capture group name'),
    'Invalid named reference': t('Invalid named reference'),
    'Invalid named capture referenced': t('Invalid named capture referenced'),
    'Invalid escape': t('Invalid escape'),
    'Invalid Unicode escape': t('Invalid Unicode escape'),
    'Invalid property name': t('Invalid property name'),
    'Invalid class escape': t('Invalid class escape'),
    'Invalid decimal escape': t('Invalid decimal escape'),
    'Invalid character class': t('Invalid character class'),
    '\\ at end of pattern': t('{0} at end of pattern', '\\'),
  };
}

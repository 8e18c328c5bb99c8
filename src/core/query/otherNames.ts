import { t } from '@vscode/l10n';
import { keyNames } from './ast';
import type { UnknownToken } from './lexer';
import { otherKey, plainName } from './otherFields';
import { meaningOf, type Operator } from './otherTools';
import { conditionText, valueOf } from './rewrite';

/** What to write in place of a condition whose name is no key; nothing is advised that is not accepted itself. */
export function otherName(token: UnknownToken, accepts: (filter: string) => boolean): string {
  const { name, operator, value } = token;
  const between = /^[a-z]/i.test(operator.text) ? ' ' : '';
  const meant = meaningOf(operator.text);
  const path = `json:.${name.replace(/^(?:json|data|payload|body|message|msg)\./i, '')}`;
  const asValue = [
    token.isPhrase
      ? `${path}${token.text.slice(name.length)}`
      : conditionText({ key: 'json', name: path }, meant.meaning, valueOf(value.text), meant.isNegated),
  ].find(accepts);
  const other = otherCondition(token, meant);
  const ofFrames = /^frames?$/.test(plainName(name)) ? frameAdvice(token, meant, accepts) : undefined;
  if (ofFrames !== undefined) return ofFrames;
  if (other !== undefined && accepts(other)) {
    if (between !== '' && otherKey(name) === 'anywhere')
      return t('Write {0} to search in messages; to find the words themselves, put them in quotes.', other);
    return asValue === undefined
      ? t('There is no key "{0}": write {1}; to find the text itself, put it in quotes.', name, other)
      : t(
          'There is no key "{0}": write {1}, or {2} for a value in the messages; to find the text itself, write "{3}" in quotes.',
          name,
          other,
          asValue,
          token.text,
        );
  }
  return asValue === undefined
    ? t('There is no key "{0}"; there are {1}. To find the text itself, put it in quotes.', name, keyNames.join(', '))
    : t(
        'There is no key "{0}"; there are {1}. A value in the messages is found by {2}. To find the text itself, put it in quotes.',
        name,
        keyNames.join(', '),
        asValue,
      );
}

function otherCondition({ text, name, operator, value, isPhrase }: UnknownToken, { meaning, isNegated }: Operator): string | undefined {
  const plain = plainName(name);
  const key = otherKey(name);
  const given = valueOf(value.text);
  if (isPhrase) return key === undefined || key === 'json' ? undefined : `${key}${text.slice(name.length)}`;
  switch (key) {
    case undefined:
    case 'frame':
      return undefined;
    case 'json':
      return `json:.${value.text}`;
    case 'anywhere':
      return conditionText({ key, name: '' }, /^(?:re|match)/.test(plain) ? 'regex' : meaning, given, isNegated);
    // An endpoint has more in it than an address.
    case 'peer':
      return conditionText({ key, name: key }, 'part', given, isNegated);
    case 'time':
      if (/^(?:before|until)$/.test(plain)) return conditionText({ key, name: key }, '<', given);
      return conditionText({ key, name: key }, operator.text === ':' ? '>' : meaning, given, isNegated);
    default:
      return conditionText({ key, name: key }, key === 'size' && operator.text === ':' ? '>' : meaning, given, isNegated);
  }
}

function frameAdvice(
  { name, value }: UnknownToken,
  { meaning, isNegated }: Operator,
  accepts: (filter: string) => boolean,
): string | undefined {
  const given = valueOf(value.text);
  const inFrame = (frame: number) => conditionText({ key: 'frame', name: `frame${frame}` }, meaning, given, isNegated);
  const digits = /\d{1,6}/.exec(name)?.[0];
  if (!accepts(inFrame(2))) return undefined;
  if (digits !== undefined) {
    const frame = Number(digits);
    return t(
      'Frames are counted from 1: write {0} for frame {1}, or {2} for frame {3}; to find the text itself, put it in quotes.',
      inFrame(Math.max(1, frame)),
      Math.max(1, frame),
      inFrame(frame + 1 + Number(frame === 0)),
      frame + 1 + Number(frame === 0),
    );
  }
  if (/^\d{1,6}$/.test(value.text)) {
    const frames = conditionText({ key: 'frames', name: 'frames' }, meaning, given, isNegated);
    if (!accepts(frames)) return undefined;
    return t(
      'There is no key "{0}": write {1} for how many there are, or {2} for a word in that frame; to find the text itself, put it in quotes.',
      name,
      frames,
      `frame${Math.max(1, Number(value.text))}:word`,
    );
  }
  const inAny = conditionText({ key: 'anywhere', name: '' }, meaning, given, isNegated);
  return accepts(inAny)
    ? t('Write {0} for any frame, or {1} for the second one; to find the text itself, put it in quotes.', inAny, inFrame(2))
    : undefined;
}

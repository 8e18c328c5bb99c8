import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { ZmqError } from '../../core/base/errors';
import { lacksTransport, parseEndpoint, parseEndpoints } from '../../core/socket/endpoint';
import { isPortRange, parsePortRange } from '../../core/socket/portRange';
import type { EndpointRole } from '../../protocol/sockets';
import { forLabel } from '../base/plainText';
import { separator, type Choice } from './steps';

/** Choices under a heading, where there are any. */
export function section<T>(label: string, choices: Choice<T>[]): Choice<T>[] {
  return choices.length > 0 ? [separator(label), ...choices] : [];
}

/**
 * What was typed, or why it will not do, and then what would. VS Code sorts what matches the typed text to the top, the
 * shortest first: a label that is the typed text stays there.
 */
export function typedEndpoint(typed: string, role: EndpointRole): Choice<string>[] {
  return typedChoices(typed, (text) => problemOf(text, role), role === 'bind' ? t('bind') : t('connect'));
}

/** Likewise of what is to be probed. */
export function typedTarget(typed: string): Choice<string>[] {
  if (!isPortRange(typed)) return typedChoices(typed, (text) => problemIn(() => parseEndpoint(text, 'connect')), t('probe'));
  return typedChoices(typed, (text) => problemIn(() => parsePortRange(text)), t('probe all of these ports'));
}

function typedChoices(typed: string, problemOf: (text: string) => Problem | undefined, meaning: string): Choice<string>[] {
  const text = typed.trim();
  if (text === '') return [];
  const problem = problemOf(text);
  const label = forLabel(text);
  if (!problem) return [{ label, description: meaning, value: text }];
  const { message, hint, suggestion } = problem;
  const explained: Choice<string> = {
    label,
    description: forLabel(message),
    detail: hint && forLabel(hint),
    iconPath: new vscode.ThemeIcon('error'),
    // Who leaves the transport out means the obvious one.
    value: lacksTransport(text) ? suggestion : undefined,
  };
  return suggestion === undefined
    ? [explained]
    : [explained, { label: forLabel(suggestion), description: t('use this instead'), value: suggestion }];
}

interface Problem {
  message: string;
  hint?: string;
  suggestion?: string;
}

export function problemOf(text: string, role: EndpointRole): Problem | undefined {
  return problemIn(() => parseEndpoints(text, role));
}

function problemIn(read: () => unknown): Problem | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!(error instanceof ZmqError)) throw error;
    return { message: error.message, ...error.data };
  }
}

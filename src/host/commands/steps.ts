import * as vscode from 'vscode';
import { back, cancelled, type Answer, type StepFrame } from './stepOrder';

function hasBack({ step = 1 }: StepFrame): boolean {
  return step > 1;
}

export interface Choice<T> extends vscode.QuickPickItem {
  value?: T;
}

export function separator(label: string): Choice<never> {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

export interface PickOptions<T> {
  placeholder: string;
  /** What is offered for what has been typed so far. Enter takes the first one. */
  choices(typed: string): Choice<T>[];
  /** The choices follow what is typed, rather than being filtered by it. */
  freeText?: boolean;
  value?: string;
}

/** One choice from a list. Choices without a value can be read, but not taken. */
export function pick<T>(frame: StepFrame, { placeholder, choices, freeText = false, value = '' }: PickOptions<T>): Promise<Answer<T>> {
  const quickPick = vscode.window.createQuickPick<Choice<T>>();
  Object.assign(quickPick, { ...frame, placeholder, value, ignoreFocusOut: true, matchOnDescription: true });
  if (hasBack(frame)) quickPick.buttons = [vscode.QuickInputButtons.Back];
  // Enter may come before VS Code has drawn the list for what was typed last, with an entry of the list before.
  let drawn = true;
  const show = (typed: string) => {
    drawn = !freeText;
    const items = choices(typed).map((choice) => ({ ...choice, alwaysShow: freeText }));
    quickPick.items = items;
    const first = items.find(({ kind }) => kind !== vscode.QuickPickItemKind.Separator);
    if (freeText && first) quickPick.activeItems = [first];
  };
  show(value);
  if (freeText) {
    quickPick.onDidChangeValue(show);
    quickPick.onDidChangeActive(() => {
      drawn = true;
    });
  }
  return answered<T>(quickPick, (resolve) => {
    quickPick.onDidAccept(() => {
      const first = quickPick.items.find(({ kind }) => kind !== vscode.QuickPickItemKind.Separator);
      const chosen = (drawn ? (quickPick.selectedItems[0] ?? quickPick.activeItems[0]) : first)?.value;
      if (chosen !== undefined) resolve(chosen);
    });
    quickPick.onDidTriggerButton(() => resolve(back));
  });
}

export interface InputOptions {
  prompt: string;
  placeholder?: string;
  value?: string;
  /** Why what is typed will not do. */
  problem(typed: string): string | undefined;
  /** Tooltip of a button beside the box, which answers `more`. */
  moreTooltip?: string;
}

/** The person wants to set more than a prompt can ask. */
export const more = Symbol('more');

/** One line of text, checked while it is typed. */
export function input(
  frame: StepFrame,
  { prompt, placeholder, value = '', problem, moreTooltip }: InputOptions,
): Promise<Answer<string | typeof more>> {
  const box = vscode.window.createInputBox();
  Object.assign(box, { ...frame, prompt, placeholder, value, ignoreFocusOut: true });
  const button = moreTooltip === undefined ? undefined : { iconPath: new vscode.ThemeIcon('settings-gear'), tooltip: moreTooltip };
  box.buttons = [...(hasBack(frame) ? [vscode.QuickInputButtons.Back] : []), ...(button ? [button] : [])];
  const check = (typed: string) => {
    box.validationMessage = problem(typed);
    return box.validationMessage === undefined;
  };
  box.onDidChangeValue(check);
  return answered<string | typeof more>(box, (resolve) => {
    box.onDidAccept(() => {
      if (check(box.value)) resolve(box.value);
    });
    box.onDidTriggerButton((pressed) => resolve(pressed === button ? more : back));
  });
}

function answered<T>(prompt: vscode.QuickInput, listen: (resolve: (answer: Answer<T>) => void) => void): Promise<Answer<T>> {
  return new Promise<Answer<T>>((resolve) => {
    listen(resolve);
    prompt.onDidHide(() => resolve(cancelled));
    prompt.show();
  }).finally(() => prompt.dispose());
}

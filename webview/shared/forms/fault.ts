import { noChange } from 'lit';
import { Directive, directive, type ElementPart, PartType, type PartInfo } from 'lit/directive.js';
import type { TextArea, TextField } from '../controls/toolkit';

/**
 * Marks a text field or text area as wrong and says why, to assistive technology too: the text stands outside of the
 * control's shadow root, where no `aria-describedby` reaches, so the control gets it as its description.
 */
class Fault extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('A fault belongs to an element.');
  }

  override update(part: ElementPart, [problem]: [string | undefined]): unknown {
    const field = part.element as TextField | TextArea;
    field.setAttribute('aria-invalid', problem ? 'true' : 'false');
    // A field draws its control once it is in the document, which is after this update when it is new.
    queueMicrotask(() => {
      // One that has left it meanwhile never does.
      if (!field.isConnected) return;
      if (problem) field.control.setAttribute('aria-description', problem);
      else field.control.removeAttribute('aria-description');
    });
    return noChange;
  }

  override render(_problem: string | undefined): unknown {
    return noChange;
  }
}

/** `<vscode-text-field ${fault(problem)}>`: `problem` is a sentence, nothing where the field is right. */
export const fault = directive(Fault);

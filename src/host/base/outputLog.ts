/** Where words for the person who looks into the extension's own doings go; an output channel in VS Code. */
export interface OutputLog {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

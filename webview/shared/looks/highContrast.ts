/** Whether the theme is one of high contrast: colours alone tell nothing then. */
export function isHighContrast(): boolean {
  const { classList } = document.body;
  return classList.contains('vscode-high-contrast') || classList.contains('vscode-high-contrast-light');
}

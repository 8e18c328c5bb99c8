import { css } from 'lit';

/** What opens below a control and lies above the page: looks like VS Code's menus. */
export const menuStyles = css`
  .menu {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 4px;
    max-width: calc(100vw - 8px);
    overflow: auto;
    color: var(--vscode-menu-foreground, var(--vscode-foreground));
    background: var(--vscode-menu-background, var(--vscode-dropdown-background));
    border: 1px solid var(--vscode-menu-border, var(--vscode-contrastBorder, var(--vscode-dropdown-border)));
    border-radius: 5px;
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
    outline: none;
  }
  .item {
    padding: 2px 6px;
    border: 0;
    border-radius: 3px;
    color: inherit;
    background: none;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .item:hover {
    background: var(--vscode-list-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .item:focus-visible,
  .item[aria-selected='true'] {
    color: var(--vscode-menu-selectionForeground, var(--vscode-list-activeSelectionForeground, inherit));
    background: var(--vscode-menu-selectionBackground, var(--vscode-list-activeSelectionBackground));
    outline: 1px solid var(--vscode-menu-selectionBorder, var(--vscode-contrastActiveBorder, transparent));
    outline-offset: -1px;
  }
  .item:focus-visible .muted,
  .item[aria-selected='true'] .muted {
    color: inherit;
  }
`;

/** Puts an open popover below its anchor, within the page. */
export function menuPlace(menu: HTMLElement, anchor: HTMLElement): void {
  const { left, bottom } = anchor.getBoundingClientRect();
  const room = window.innerHeight - bottom - 6;
  menu.style.maxHeight = `${Math.max(80, room)}px`;
  const { width } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(4, Math.min(left, window.innerWidth - width - 4))}px`;
  menu.style.top = `${bottom + 2}px`;
}

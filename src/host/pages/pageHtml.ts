import type { Language } from '../../protocol/language';

/**
 * A page with one element that fills it. Nothing runs or loads in it but the one script with the parts of it that it loads later, styles with
 * the nonce, and pictures that the page makes of bytes. The texts of its language, if that is not English, lie in it as data, so that they are there before the script runs.
 */
export function pageHtml(page: { element: string; scriptUri: string; nonce: string; title: string; language?: Language }): string {
  const [element, scriptUri, nonce, title] = [page.element, page.scriptUri, page.nonce, page.title].map(escapeHtml);
  return `<!DOCTYPE html>
<html lang="${escapeHtml(page.language?.tag ?? 'en')}">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src blob:;">
  <meta property="csp-nonce" content="${nonce}">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  <title>${title}</title>
  <style nonce="${nonce}">html, body { height: 100%; margin: 0; padding: 0; } ${element} { display: block; height: 100%; }</style>
</head>
<body>
  <${element}></${element}>${page.language ? dataBlock(page.language) : ''}
  <script type="module" nonce="${nonce}" src="${scriptUri}"></script>
</body>
</html>`;
}

/** Of a type that no browser runs; with `<` escaped nothing in it can end it. */
function dataBlock(language: Language): string {
  return `\n  <script type="application/json" id="language">${JSON.stringify(language).replaceAll('<', '\\u003c')}</script>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

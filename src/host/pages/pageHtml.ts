/**
 * A page with one element that fills it. Nothing runs or loads in it but the one script, styles with the nonce, and pictures that the page
 * makes of bytes. It is in English, as all texts of pages are, whatever language VS Code has.
 */
export function pageHtml(page: { element: string; scriptUri: string; nonce: string; title: string }): string {
  const [element, scriptUri, nonce, title] = [page.element, page.scriptUri, page.nonce, page.title].map(escapeHtml);
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src blob:;">
  <meta property="csp-nonce" content="${nonce}">
  <meta name="viewport" content="width=device-width, initial-scale=1.0">
  <title>${title}</title>
  <style nonce="${nonce}">html, body { height: 100%; margin: 0; padding: 0; } ${element} { display: block; height: 100%; }</style>
</head>
<body>
  <${element}></${element}>
  <script nonce="${nonce}" src="${scriptUri}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

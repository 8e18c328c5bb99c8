/** Those that themes draw in full: orange is half transparent in some. */
const colours = ['blue', 'yellow', 'green', 'purple', 'red'].map((name) => `--vscode-charts-${name}`);
/** Each in full, then each once more, faint. */
const looks = 2 * colours.length;

/**
 * The colour of each source, wherever it is drawn: one that nothing else has, as far as they go, and the same each time the page comes where the
 * sources do. Connections, peers and sides have that of their tap, socket or proxy.
 */
export class SourceColours {
  private readonly taken = new Map<string, number>();

  /** In CSS. @param read gives the value of a theme colour: the variable itself, where nothing else is said */
  of(id: string, read = (name: string): string => `var(${name})`): string {
    const look = this.look(id.replace(/\/\d+$|-(?:frontend|backend)$/, ''));
    const colour = read(colours[look % colours.length] ?? '');
    return look < colours.length ? colour : `color-mix(in srgb, ${colour} 45%, ${read('--vscode-editor-background')})`;
  }

  private look(id: string): number {
    const known = this.taken.get(id);
    if (known !== undefined) return known;
    const wanted = numberOf(id);
    const used = [...this.taken.values()];
    for (let at = 0; at < looks; at++) {
      const look = at < colours.length ? (wanted + at) % colours.length : at;
      if (used.includes(look)) continue;
      this.taken.set(id, look);
      return look;
    }
    return wanted % looks;
  }
}

/** Ids are a letter and a number, mostly. */
function numberOf(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return sum;
}

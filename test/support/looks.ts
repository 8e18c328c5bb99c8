import type { Page } from 'playwright-core';
import type { Colour, Pixels } from './png';

/** A piece of text as it stands on the screen: in one line, without what is scrolled or covered away. */
export interface ShownText {
  /** Of the text that it is a piece of. */
  id: number;
  text: string;
  /** The element that holds it, with those around it. */
  where: string;
  /** CSS colour. */
  colour: string;
  /** Of the element and those around it. */
  opacity: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** It goes on where its element ends, and nothing says so. */
  isCut: boolean;
  isDisabled: boolean;
}

/** All texts that a person sees, also those in shadow trees. */
export function shownTexts(page: Page): Promise<ShownText[]> {
  return page.evaluate(() => {
    const parentOf = (node: Node): Element | undefined => {
      const slot = node instanceof Element || node instanceof Text ? node.assignedSlot : null;
      const parent = slot ?? node.parentNode;
      return parent instanceof ShadowRoot ? parent.host : parent instanceof Element ? parent : undefined;
    };
    const around = (node: Node): Element[] => {
      const found: Element[] = [];
      for (let each = parentOf(node); each; each = parentOf(each)) found.push(each);
      return found;
    };
    const hitAt = (x: number, y: number): Element | undefined => {
      let hit = document.elementFromPoint(x, y);
      while (hit?.shadowRoot) {
        const inner = hit.shadowRoot.elementFromPoint(x, y);
        if (!inner || inner === hit) break;
        hit = inner;
      }
      return hit ?? undefined;
    };
    const nameOf = (element: Element) =>
      `${element.localName}${element.className && typeof element.className === 'string' ? `.${element.className.trim().replaceAll(/\s+/g, '.')}` : ''}`;
    const found: ShownText[] = [];
    let id = 0;
    const look = (text: Text): void => {
      if (text.data.trim() === '') return;
      const ancestors = around(text);
      const [holder] = ancestors;
      if (!holder?.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return;
      if (ancestors.some((each) => each.matches('.unseen, style, option'))) return;
      const range = document.createRange();
      range.selectNodeContents(text);
      id++;
      for (const rect of range.getClientRects()) {
        let { left, top, right, bottom } = rect;
        let isCut = false;
        let isFixed = false;
        for (const each of ancestors) {
          const style = getComputedStyle(each);
          if (isFixed || style.display === 'contents') continue;
          isFixed = style.position === 'fixed';
          if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
          const edge = each.getBoundingClientRect();
          const isHidden = style.overflowX === 'hidden' || style.overflowX === 'clip';
          if (isHidden && style.textOverflow !== 'ellipsis' && (right > edge.right + 1 || left < edge.left - 1)) isCut = true;
          [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
          [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
        }
        [left, right] = [Math.max(left, 0), Math.min(right, innerWidth)];
        [top, bottom] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
        if (right - left < 2 || bottom - top < 2) continue;
        const isHit = ([x, y]: readonly [number, number]) => {
          const hit = hitAt(x, y);
          return hit && (hit === holder || ancestors.includes(hit) || around(hit).includes(holder));
        };
        const points = [left + 1, (left + right) / 2, right - 1].flatMap((x) =>
          [top + 1, (top + bottom) / 2, bottom - 1].map((y) => [x, y] as const),
        );
        // What takes no pointer is not hit, and lies over what is.
        if (!points.every(isHit) && !ancestors.some((each) => getComputedStyle(each).pointerEvents === 'none')) continue;
        found.push({
          id,
          text: text.data.trim().slice(0, 60),
          where: ancestors.slice(0, 5).map(nameOf).reverse().join(' > '),
          colour: getComputedStyle(holder).color,
          opacity: ancestors.reduce((product, each) => product * Number(getComputedStyle(each).opacity), 1),
          ...{ left, top, right, bottom },
          isCut,
          isDisabled: ancestors.some((each) => each.matches('[disabled], [aria-disabled="true"], :disabled')),
        });
      }
    };
    const walk = (root: Node): void => {
      for (const child of root.childNodes) {
        if (child instanceof Text) look(child);
        else {
          if (child instanceof Element && child.shadowRoot) walk(child.shadowRoot);
          walk(child);
        }
      }
    };
    walk(document.body);
    return found;
  });
}

/** The colour that most pixels of a part of a screenshot have: what is behind a text. */
export function backgroundOf(pixels: Pixels, { left, top, right, bottom }: Pick<ShownText, 'left' | 'top' | 'right' | 'bottom'>): Colour {
  const counts = new Map<string, { colour: Colour; count: number }>();
  for (let y = Math.floor(top); y < Math.min(Math.ceil(bottom), pixels.height); y++)
    for (let x = Math.floor(left); x < Math.min(Math.ceil(right), pixels.width); x++) {
      const colour = pixels.at(x, y);
      const entry = counts.get(colour.join()) ?? { colour, count: 0 };
      entry.count++;
      counts.set(colour.join(), entry);
    }
  return [...counts.values()].reduce((a, b) => (b.count > a.count ? b : a), { colour: [0, 0, 0] as Colour, count: 0 }).colour;
}

/** A colour as computed styles give it, over another one. */
export function over(css: string, opacity: number, behind: Colour): Colour {
  const parts = (css.match(/[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
  // `color(srgb 0.5 0.5 0.5)` is what mixed colours become.
  const scale = css.startsWith('color(') ? 255 : 1;
  const alpha = (parts[3] ?? 1) * opacity;
  const mix = (channel: 0 | 1 | 2) => (parts[channel] ?? 0) * scale * alpha + behind[channel] * (1 - alpha);
  return [mix(0), mix(1), mix(2)];
}

/** Ratio of WCAG 2.1, section 1.4.3. */
export function contrast(one: Colour, other: Colour): number {
  const luminance = (colour: Colour): number => {
    const [red = 0, green = 0, blue = 0] = linear(colour);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** How far two colours look from each other: distance in CIE L*a*b*, of which about 2 can just be seen. */
export function distance(one: Colour, other: Colour): number {
  const lab = (colour: Colour): number[] => {
    const [red = 0, green = 0, blue = 0] = linear(colour);
    const bend = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
    const x = bend((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
    const y = bend(0.2126 * red + 0.7152 * green + 0.0722 * blue);
    const z = bend((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
  };
  const others = lab(other);
  return Math.hypot(...lab(one).map((part, i) => part - (others[i] ?? 0)));
}

function linear(colour: Colour): number[] {
  return colour.map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
}

/** Pairs of texts of which one lies over the other by some pixels. */
export function overlaps(texts: readonly ShownText[]): string[] {
  return texts.flatMap((one, i) =>
    texts.slice(i + 1).flatMap((other) => {
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      return one.id !== other.id && across > 3 && down > 4 ? [`“${one.text}” (${one.where}) and “${other.text}” (${other.where})`] : [];
    }),
  );
}

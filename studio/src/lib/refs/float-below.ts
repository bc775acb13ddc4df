import type { Attachment } from 'svelte/attachments';

const GAP = 4;

/**
 * Shows a `popover="manual"` element in the top layer under `anchor`, at least as wide, or above it where there is
 * no room below. Follows scrolling and resizing.
 */
export function floatBelow(anchor: HTMLElement): Attachment<HTMLElement> {
  return (element) => {
    element.style.position = 'fixed';
    element.style.margin = '0';
    element.showPopover();
    const place = (): void => {
      const box = anchor.getBoundingClientRect();
      element.style.minWidth = `${Math.max(box.width, 220)}px`;
      element.style.maxWidth = `${Math.min(480, innerWidth - 16)}px`;
      const height = element.offsetHeight;
      const above = innerHeight - box.bottom < height + GAP && box.top > innerHeight - box.bottom;
      element.style.top = `${above ? Math.max(8, box.top - height - GAP) : box.bottom + GAP}px`;
      element.style.left = `${Math.max(8, Math.min(box.left, innerWidth - element.offsetWidth - 8))}px`;
    };
    place();
    const watch = new ResizeObserver(place);
    watch.observe(element);
    addEventListener('scroll', place, true);
    addEventListener('resize', place);
    return () => {
      watch.disconnect();
      removeEventListener('scroll', place, true);
      removeEventListener('resize', place);
    };
  };
}

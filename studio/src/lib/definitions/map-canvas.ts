// Types as boxes, conversions as arrows between them.
import type { Edge, Node } from '@xyflow/svelte';
import { arrange, smoothPath } from '#lib/flow/arrange.ts';
import type { MapOutline, MapPath, MapType } from './map-outline.ts';

const BOX_HEIGHT = 52;
const BOX_WIDTH_MIN = 128;
/** Average width of a letter at 13 px semibold and at 11 px. */
const TITLE_LETTER_WIDTH = 7.6;
const LETTER_WIDTH = 6.1;

export interface TypeData extends Record<string, unknown> {
  readonly type: MapType;
}

export interface PathData extends Record<string, unknown> {
  readonly conversion: MapPath;
  readonly path: string;
  readonly x: number;
  readonly y: number;
}

/** Types that no conversion touches are listed beside the map, not drawn in it. */
export function drawMap({ types, paths }: MapOutline): {
  readonly nodes: Node<TypeData>[];
  readonly edges: Edge<PathData>[];
  readonly apart: readonly MapType[];
} {
  const touched = new Set(paths.flatMap((path) => [path.from, path.to]));
  const drawn = types.filter((type) => touched.has(type.key));
  const arrows = paths.map((path) => ({
    id: `${path.key} ${path.from}`,
    from: path.from,
    to: path.to,
    width: path.title.length * LETTER_WIDTH + 20,
    height: 20,
  }));
  const boxes = drawn.map((type) => ({
    id: type.key,
    width: Math.max(BOX_WIDTH_MIN, widthOf(type)),
    height: BOX_HEIGHT,
  }));
  const sizes = new Map(boxes.map(({ id, ...size }) => [id, size]));
  const places = arrange(boxes, arrows, { direction: 'right', gap: 40, rankGap: 24 });
  return {
    apart: types.filter((type) => !touched.has(type.key)).toSorted((a, b) => a.title.localeCompare(b.title)),
    nodes: drawn.map((type) => ({
      id: type.key,
      type: 'type',
      position: { ...(places.boxes.get(type.key) ?? { x: 0, y: 0 }) },
      ...sizes.get(type.key),
      data: { type },
      ariaLabel: type.title,
    })),
    edges: paths.flatMap((conversion) => {
      const id = `${conversion.key} ${conversion.from}`;
      const arrow = places.arrows.get(id);
      if (!arrow) return [];
      return [
        {
          id,
          source: conversion.from,
          target: conversion.to,
          type: 'path',
          focusable: false,
          data: { conversion, path: smoothPath(arrow.points), ...arrow.label },
        },
      ];
    }),
  };
}

/** Room for the icon and for the longer of the two lines. */
function widthOf({ title, tracks }: MapType): number {
  return 54 + Math.max(title.length * TITLE_LETTER_WIDTH, tracks.join(' · ').length * LETTER_WIDTH);
}

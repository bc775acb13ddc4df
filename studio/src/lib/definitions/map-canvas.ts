// Types as boxes, conversions as arrows between them.
import type { Edge, Node } from '@xyflow/svelte';
import { arrange, smoothPath } from '#lib/flow/arrange.ts';
import type { MapOutline, MapPath, MapType } from './map-outline.ts';

const BOX = { width: 160, height: 52 };
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
export function drawMap({ types, paths }: MapOutline): { readonly nodes: Node<TypeData>[]; readonly edges: Edge<PathData>[]; readonly apart: readonly MapType[] } {
  const touched = new Set(paths.flatMap((path) => [path.from, path.to]));
  const drawn = types.filter((type) => touched.has(type.key));
  const arrows = paths.map((path) => ({ id: `${path.key} ${path.from}`, from: path.from, to: path.to, width: path.title.length * LETTER_WIDTH + 20, height: 20 }));
  const places = arrange(drawn.map((type) => ({ id: type.key, ...BOX })), arrows, { direction: 'right', gap: 40, rankGap: 24 });
  return {
    apart: types.filter((type) => !touched.has(type.key)),
    nodes: drawn.map((type) => ({ id: type.key, type: 'type', position: { ...(places.boxes.get(type.key) ?? { x: 0, y: 0 }) }, ...BOX, data: { type }, ariaLabel: type.title })),
    edges: paths.flatMap((conversion) => {
      const id = `${conversion.key} ${conversion.from}`;
      const arrow = places.arrows.get(id);
      if (!arrow) return [];
      return [{ id, source: conversion.from, target: conversion.to, type: 'path', focusable: false, data: { conversion, path: smoothPath(arrow.points), ...arrow.label } }];
    }),
  };
}

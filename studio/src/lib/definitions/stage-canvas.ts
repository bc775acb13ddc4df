// The stages of a type as boxes and arrows: levels inside levels, each laid out by itself, innermost first.
import type { Edge, Node } from '@xyflow/svelte';
import { arrange, smoothPath, type Arrow, type Box, type Point } from '#lib/flow/arrange.ts';
import type { MachineOutline, OutlineMove, OutlineState } from './machine-outline.ts';

const LEAF_HEIGHT = 46;
const LEAF_WIDTH_MIN = 112;
/** Edges, count and the sign of a problem; the sign of the first stage. */
const SIGNS_WIDTH = 72;
const START_WIDTH = 16;
/** Average width of a letter at 13 px and at 11 px. */
const LETTER_WIDTH = 7.4;
const SMALL_LETTER_WIDTH = 6.1;
/** Of fixed width, 11 px. */
const CODE_LETTER_WIDTH = 6.7;
const HEAD_HEIGHT = 34;
const PADDING = 10;

export interface StageData extends Record<string, unknown> {
  readonly state: OutlineState;
  readonly isGroup: boolean;
}

export interface MoveData extends Record<string, unknown> {
  readonly move: OutlineMove;
  readonly path: string;
  readonly x: number;
  readonly y: number;
}

export interface StageCanvas {
  readonly nodes: readonly Node<StageData>[];
  readonly edges: readonly Edge<MoveData>[];
}

interface Level {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Point>;
  readonly arrows: ReadonlyMap<string, { readonly points: readonly Point[]; readonly label: Point }>;
}

export function drawStages(outline: MachineOutline): StageCanvas {
  const children = Map.groupBy(outline.states, (state) => state.parent);
  const levels = new Map<string | null, Level>();
  const sizes = new Map<string, Box>();

  const measure = (parent: string | null, isParallel: boolean): Level => {
    const inside = (children.get(parent) ?? []).toSorted((a, b) => a.order - b.order);
    const boxes = inside.map((state) => {
      const box = boxOf(state);
      sizes.set(state.path, box);
      return box;
    });
    const level = isParallel
      ? stacked(boxes)
      : ranked(boxes, arrowsOf(outline.moves, inside), parent === null);
    levels.set(parent, level);
    return level;
  };
  const wordsWidth = ({ title, key }: OutlineState): number =>
    Math.max(title.length * LETTER_WIDTH, key.length * CODE_LETTER_WIDTH);
  const boxOf = (state: OutlineState): Box => {
    if (!children.has(state.path)) {
      return {
        id: state.path,
        width: Math.max(
          LEAF_WIDTH_MIN,
          wordsWidth(state) + SIGNS_WIDTH + (state.isInitial ? START_WIDTH : 0),
        ),
        height: LEAF_HEIGHT,
      };
    }
    const level = measure(state.path, state.kind === 'parallel');
    return {
      id: state.path,
      width: Math.max(level.width, state.title.length * LETTER_WIDTH + 60) + PADDING * 2,
      height: level.height + HEAD_HEIGHT + PADDING,
    };
  };
  measure(null, false);

  const nodes: Node<StageData>[] = [];
  const edges: Edge<MoveData>[] = [];
  const place = (parent: string | null, origin: Point, depth: number): void => {
    const level = levels.get(parent);
    if (!level) return;
    const moved = ({ x, y }: Point): Point => ({ x: x + origin.x, y: y + origin.y });
    for (const state of children.get(parent) ?? []) {
      const corner = moved(level.boxes.get(state.path) ?? { x: 0, y: 0 });
      const { width, height } = sizes.get(state.path) ?? { width: 0, height: 0 };
      const isGroup = children.has(state.path);
      nodes.push({
        id: state.path,
        type: 'stage',
        position: corner,
        width,
        height,
        zIndex: depth,
        data: { state, isGroup },
        ariaLabel: state.title,
      });
      if (isGroup) place(state.path, { x: corner.x + PADDING, y: corner.y + HEAD_HEIGHT }, depth + 1);
    }
    for (const [id, { points, label }] of level.arrows) {
      const move = outline.moves.find((one) => one.id === id);
      if (!move) continue;
      const middle = moved(label);
      const data = { move, path: smoothPath(points.map(moved)), x: middle.x, y: middle.y };
      edges.push({
        id,
        source: move.from,
        target: move.to ?? move.from,
        type: 'move',
        zIndex: depth + 1,
        focusable: false,
        data,
      });
    }
  };
  place(null, { x: 0, y: 0 }, 0);
  return { nodes, edges };
}

/** The moves between two states of one level, each lifted to the states of that level that hold its ends. */
function arrowsOf(moves: readonly OutlineMove[], inside: readonly OutlineState[]): readonly Arrow[] {
  const holder = (path: string): string | undefined =>
    inside.find((state) => path === state.path || path.startsWith(`${state.path}.`))?.path;
  return moves.flatMap((move) => {
    const from = holder(move.from);
    const to = holder(move.to ?? move.from);
    const staysInside = from === to && (move.from !== from || (move.to ?? move.from) !== to);
    if (from === undefined || to === undefined || staysInside) return [];
    return [{ id: move.id, from, to, width: labelWidth(move), height: 20 }];
  });
}

/** How wide the words on an arrow are. */
function labelWidth({ title, guard, roles, event }: OutlineMove): number {
  const words = title || event || '⚙';
  return (
    words.length * SMALL_LETTER_WIDTH +
    16 +
    (guard ? 20 : 0) +
    roles.join(', ').length * SMALL_LETTER_WIDTH +
    (roles.length > 0 ? 10 : 0)
  );
}

/** Without a single arrow the authored order is all there is to show. */
function ranked(boxes: readonly Box[], arrows: readonly Arrow[], isTop: boolean): Level {
  const chain = boxes.slice(1).map((box, index): Arrow => ({
    id: `order ${index}`,
    from: boxes[index]?.id ?? '',
    to: box.id,
    silent: true,
  }));
  return arrange(boxes, arrows.length > 0 ? arrows : chain, {
    direction: 'right',
    gap: isTop ? 28 : 12,
    rankGap: arrows.length > 0 ? 36 : 14,
  });
}

/** Regions that run side by side lie under each other. */
function stacked(boxes: readonly Box[]): Level {
  let y = 0;
  const places = boxes.map((box) => {
    const corner = { x: 0, y };
    y += box.height + 8;
    return [box.id, corner] as const;
  });
  return {
    width: Math.max(0, ...boxes.map((box) => box.width)),
    height: Math.max(0, y - 8),
    boxes: new Map(places),
    arrows: new Map(),
  };
}

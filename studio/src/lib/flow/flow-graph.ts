// The document flow as boxes and arrows, and as a list in the order in which documents came out of each other.
import type { FlowAnswer, FlowNode } from '#api';
import type { Edge, Node } from '@xyflow/svelte';
import { arrange, smoothPath } from './arrange.ts';

export const BOX_WIDTH = 208;
export const BOX_HEIGHT = 84;
/** Average width of a letter at 11 px. */
const LETTER_WIDTH = 6.1;

export interface FlowRow {
  readonly node: FlowNode;
  /** Steps from a document without ancestors, by the longest way. */
  readonly depth: number;
  /** Titles of the conversions that led here. */
  readonly by: readonly string[];
}

/** Documents in order: whatever was made from another stands below it. */
export function flowRows(answer: FlowAnswer): readonly FlowRow[] {
  const into = Map.groupBy(answer.edges, (edge) => edge.to);
  const depths = new Map<string, number>();
  const depthOf = (id: string, seen: ReadonlySet<string>): number => {
    const known = depths.get(id);
    if (known !== undefined || seen.has(id)) return known ?? 0;
    const beyond = new Set(seen).add(id);
    const depth = Math.max(-1, ...(into.get(id) ?? []).map((edge) => depthOf(edge.from, beyond))) + 1;
    depths.set(id, depth);
    return depth;
  };
  const rows = answer.nodes.map((node) => ({
    node,
    depth: depthOf(node.id, new Set()),
    by: [...new Set((into.get(node.id) ?? []).map((edge) => edge.title))],
  }));
  return rows.toSorted(
    (a, b) =>
      a.depth - b.depth ||
      (a.node.date ?? '').localeCompare(b.node.date ?? '') ||
      a.node.id.localeCompare(b.node.id),
  );
}

export interface DrawnFlow {
  readonly nodes: Node<{ node: FlowNode; here: boolean }>[];
  readonly edges: Edge<{ path: string; x: number; y: number; title: string }>[];
  readonly width: number;
  readonly height: number;
}

export function drawFlow(answer: FlowAnswer, current: string, direction: 'right' | 'down'): DrawnFlow {
  const arrows = answer.edges.map((edge, index) => ({
    id: `${index}`,
    from: edge.from,
    to: edge.to,
    width: edge.title.length * LETTER_WIDTH + 16,
    height: 16,
  }));
  // A label stands in a rank of its own, so the gap counts twice.
  const gaps = { gap: 20, rankGap: direction === 'right' ? 14 : 18 };
  const places = arrange(
    answer.nodes.map(({ id }) => ({ id, width: BOX_WIDTH, height: BOX_HEIGHT })),
    arrows,
    { direction, ...gaps },
  );
  return {
    width: places.width,
    height: places.height,
    nodes: answer.nodes.map((node) => ({
      id: node.id,
      type: 'document',
      position: { ...(places.boxes.get(node.id) ?? { x: 0, y: 0 }) },
      width: BOX_WIDTH,
      height: BOX_HEIGHT,
      data: { node, here: node.id === current },
      ariaLabel: [node.typeTitle, node.number ?? node.title, ...node.stages.map((stage) => stage.title)].join(
        ', ',
      ),
    })),
    edges: answer.edges.map((edge, index) => {
      const arrow = places.arrows.get(`${index}`);
      return {
        id: `${index}`,
        source: edge.from,
        target: edge.to,
        type: 'route',
        focusable: false,
        ariaLabel: edge.title,
        data: {
          path: smoothPath(arrow?.points ?? []),
          x: arrow?.label.x ?? 0,
          y: arrow?.label.y ?? 0,
          title: edge.title,
        },
      };
    }),
  };
}

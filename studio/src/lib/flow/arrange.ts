// Where the boxes of a graph stand and how the arrows run between them: boxes in, places out. Nothing is drawn here.
import dagre from '@dagrejs/dagre';

export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface Arrow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Room for its label; the layout keeps labels apart from boxes and from each other. */
  readonly width?: number;
  readonly height?: number;
  /** Weighs on the layout but is not drawn: keeps boxes without arrows in order. */
  readonly silent?: boolean;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Arrangement {
  readonly width: number;
  readonly height: number;
  /** Upper left corners by box. */
  readonly boxes: ReadonlyMap<string, Point>;
  readonly arrows: ReadonlyMap<string, { readonly points: readonly Point[]; readonly label: Point }>;
}

export interface ArrangeOptions {
  readonly direction: 'right' | 'down';
  readonly gap?: number;
  readonly rankGap?: number;
}

/**
 * Lays a graph out in ranks. Parallel and backward arrows get paths of their own, because each is laid out with the
 * room that its label needs.
 */
export function arrange(
  boxes: readonly Box[],
  arrows: readonly Arrow[],
  { direction, gap = 24, rankGap = 48 }: ArrangeOptions,
): Arrangement {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction === 'right' ? 'LR' : 'TB',
    nodesep: gap,
    ranksep: rankGap,
    edgesep: 12,
    marginx: 8,
    marginy: 8,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const known = new Set(boxes.map((box) => box.id));
  for (const box of boxes) graph.setNode(box.id, { width: box.width, height: box.height });
  const drawn = arrows.filter((arrow) => known.has(arrow.from) && known.has(arrow.to));
  for (const arrow of drawn) {
    graph.setEdge(
      arrow.from,
      arrow.to,
      { width: arrow.width ?? 0, height: arrow.height ?? 0, labelpos: 'c', weight: arrow.silent ? 0 : 1 },
      arrow.id,
    );
  }
  dagre.layout(graph);
  const size = graph.graph();
  return {
    width: size.width ?? 0,
    height: size.height ?? 0,
    boxes: new Map(
      boxes.map((box) => {
        const { x, y } = graph.node(box.id) as Point;
        return [box.id, { x: x - box.width / 2, y: y - box.height / 2 }];
      }),
    ),
    arrows: new Map(
      drawn
        .filter((arrow) => !arrow.silent)
        .map((arrow) => {
          const edge = graph.edge({ v: arrow.from, w: arrow.to, name: arrow.id }) as {
            points: Point[];
          } & Partial<Point>;
          const middle = edge.points[Math.floor(edge.points.length / 2)] ?? { x: 0, y: 0 };
          return [arrow.id, { points: edge.points, label: { x: edge.x ?? middle.x, y: edge.y ?? middle.y } }];
        }),
    ),
  };
}

/** An SVG path through the points, corners rounded by running from middle to middle. */
export function smoothPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return '';
  if (rest.length === 1) return `M${at(first)}L${at(last)}`;
  let path = `M${at(first)}`;
  rest.slice(0, -1).forEach((point, index) => {
    const next = rest[index + 1] ?? last;
    const isLastCorner = index === rest.length - 2;
    path += `Q${at(point)} ${at(isLastCorner ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
  });
  return path;
}

function at({ x, y }: Point): string {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}

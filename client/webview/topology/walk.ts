// Arrow keys in a picture: from one node to the nearest that lies in that direction. Pure.

export interface Spot {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

const axes: Readonly<Record<Direction, readonly [x: number, y: number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};

/** Undefined where there is nothing. What lies straight ahead is nearer than what lies aside. */
export function nextSpot(from: Spot, spots: readonly Spot[], direction: Direction): Spot | undefined {
  const [ax, ay] = axes[direction];
  let best: { readonly spot: Spot; readonly cost: number } | undefined;
  for (const spot of spots) {
    if (spot.id === from.id) continue;
    const [dx, dy] = [spot.x - from.x, spot.y - from.y];
    const ahead = dx * ax + dy * ay;
    const aside = Math.abs(dx * ay) + Math.abs(dy * ax);
    if (ahead < 4 || aside > ahead * 4) continue;
    const cost = ahead + aside * 2;
    if (!best || cost < best.cost) best = { spot, cost };
  }
  return best?.spot;
}

// What is seen of the picture: zoom and pan by mouse, trackpad, buttons and keys. Changes the SVG's viewBox alone, so that
// it stays sharp.
import type { TopologyPanelState } from '../../src/webviews/topology-messages.ts';

export type View = NonNullable<TopologyPanelState['view']>;

export interface Viewport {
  /** The picture is another one: what is seen of it stays where it is, or all is seen where somebody saw all. */
  show(svg: SVGSVGElement, width: number, height: number): void;
  zoom(factor: number, at?: { readonly x: number; readonly y: number }): void;
  fit(): void;
  /** Moves as little as needed to see this, in the picture's own units. */
  reveal(box: View): void;
  /** Undefined while all is seen. */
  readonly view: View | undefined;
}

const leastScale = 0.08;
const mostScale = 4;
/** Small pictures are not blown up. */
const mostFit = 1.25;

export function viewport(stage: HTMLElement, first: View | undefined, onChange: () => void): Viewport {
  let svg: SVGSVGElement | undefined;
  let size = { width: 1, height: 1 };
  let view = first;

  const room = (): { width: number; height: number } => ({
    width: Math.max(1, stage.clientWidth),
    height: Math.max(1, stage.clientHeight),
  });
  const whole = (): View => {
    const { width, height } = room();
    const scale = Math.min(mostFit, width / size.width, height / size.height);
    const [w, h] = [width / scale, height / scale];
    // Beside the upper edge where there is room to spare, as text begins there, too.
    return { x: (size.width - w) / 2, y: Math.min(0, Math.max((size.height - h) / 2, -24)), width: w, height: h };
  };
  const apply = (): void => {
    const { x, y, width, height } = view ?? whole();
    svg?.setAttribute('viewBox', `${x} ${y} ${width} ${height}`);
  };
  const set = (next: View | undefined): void => {
    view = next;
    apply();
    onChange();
  };

  const zoom: Viewport['zoom'] = (factor, at) => {
    const now = view ?? whole();
    const { width, height } = room();
    const scale = Math.min(mostScale, Math.max(leastScale, (width / now.width) * factor));
    const [w, h] = [width / scale, height / scale];
    const share = at ? { x: at.x / width, y: at.y / height } : { x: 0.5, y: 0.5 };
    set({ x: now.x + (now.width - w) * share.x, y: now.y + (now.height - h) * share.y, width: w, height: h });
  };

  stage.addEventListener(
    'wheel',
    event => {
      event.preventDefault();
      const box = stage.getBoundingClientRect();
      const at = { x: event.clientX - box.left, y: event.clientY - box.top };
      // A trackpad's pinch comes as a wheel with ctrl; a mouse's wheel zooms, two fingers move.
      if (event.ctrlKey || event.metaKey) {
        zoom(Math.exp(-event.deltaY / 120), at);
        return;
      }
      const isWheel = event.deltaMode !== 0 || (event.deltaX === 0 && Math.abs(event.deltaY) >= 80);
      if (isWheel && !event.shiftKey) {
        zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, at);
        return;
      }
      const now = view ?? whole();
      const unit = now.width / room().width;
      const [dx, dy] = event.shiftKey ? [event.deltaY + event.deltaX, 0] : [event.deltaX, event.deltaY];
      set({ ...now, x: now.x + dx * unit, y: now.y + dy * unit });
    },
    { passive: false },
  );
  let grabbed: { readonly x: number; readonly y: number; readonly view: View } | undefined;
  stage.addEventListener('pointerdown', event => {
    if (event.button > 1 || (event.target as Element).closest('.node, .heading')) return;
    grabbed = { x: event.clientX, y: event.clientY, view: view ?? whole() };
    stage.setPointerCapture(event.pointerId);
    stage.classList.add('grabbed');
  });
  stage.addEventListener('pointermove', event => {
    if (!grabbed) return;
    const unit = grabbed.view.width / room().width;
    const { view: from, x, y } = grabbed;
    set({ ...from, x: from.x - (event.clientX - x) * unit, y: from.y - (event.clientY - y) * unit });
  });
  const release = (): void => {
    grabbed = undefined;
    stage.classList.remove('grabbed');
  };
  stage.addEventListener('pointerup', release);
  stage.addEventListener('pointercancel', release);
  new ResizeObserver(() => {
    if (view) {
      const { width, height } = room();
      view = { ...view, height: (view.width * height) / width };
    }
    apply();
  }).observe(stage);

  return {
    show(next, width, height) {
      svg = next;
      size = { width, height };
      apply();
    },
    zoom,
    fit: () => set(undefined),
    reveal({ x, y, width, height }) {
      const now = view ?? whole();
      const edge = 16;
      let [left, top] = [now.x, now.y];
      if (x - edge < left) left = x - edge;
      else if (x + width + edge > left + now.width) left = x + width + edge - now.width;
      if (y - edge < top) top = y - edge;
      else if (y + height + edge > top + now.height) top = y + height + edge - now.height;
      if (left !== now.x || top !== now.y) set({ ...now, x: left, y: top });
    },
    get view() {
      return view;
    },
  };
}

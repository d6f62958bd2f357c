/** Small pictures, drawn as lines on a field of 16 × 16. */
import { tag } from './svg-text.ts';

const paths: Readonly<Record<string, string>> = {
  shield: 'M8 1.5l5.5 2V8c0 3.2-2.3 5.5-5.5 6.6C4.8 13.5 2.5 11.2 2.5 8V3.5Z',
  volume:
    'M3 4c0-1.3 2.2-2.3 5-2.3S13 2.7 13 4v8c0 1.3-2.2 2.3-5 2.3S3 13.3 3 12ZM3 4c0 1.3 2.2 2.3 5 2.3S13 5.3 13 4M3 8c0 1.3 2.2 2.3 5 2.3S13 9.3 13 8',
  folder: 'M1.8 4.2c0-.7.5-1.2 1.2-1.2h3l1.6 1.8H13c.7 0 1.2.5 1.2 1.2v6.3c0 .7-.5 1.2-1.2 1.2H3c-.7 0-1.2-.5-1.2-1.2Z',
  memory: 'M4.5 4.5h7v7h-7ZM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14',
  device: 'M3 3h10v7.5H3ZM5.5 13.5h5M8 10.5v3',
  network: 'M6.5 1.8h3v3h-3ZM2 11.2h3v3H2ZM11 11.2h3v3h-3ZM8 4.8V8M3.5 11.2V8h9v3.2',
  port: 'M2 8h8.5M7 4.5L10.5 8 7 11.5M13.5 3v10',
  profile: 'M2 2.5h5.6l6.2 6.2-5.1 5.2L2.4 7.7 2 7.3ZM5 5.5h.01',
  link: 'M6.5 9.5l3-3M7 4.6l1.6-1.7a2.9 2.9 0 0 1 4.1 4.1L11 8.7M9 11.4l-1.6 1.7A2.9 2.9 0 0 1 3.3 9L5 7.3',
  image: 'M8 1.6L14 5v6.2l-6 3.3-6-3.3V5ZM2 5l6 3.3L14 5M8 8.3v6.2',
  build: 'M2.2 12.2l5.4-5.4 1.7 1.7-5.4 5.4ZM6.6 3.6L9 1.8l5 5-1.8 2.4-2.4-2.4L9 7.6 7.4 6l.8-.8Z',
  globe:
    'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM1.8 8h12.4M8 1.8c1.8 1.7 2.7 3.9 2.7 6.2S9.8 12.5 8 14.2M8 1.8C6.2 3.5 5.3 5.7 5.3 8s.9 4.5 2.7 6.2',
  lock: 'M3.5 7.2h9v6.6h-9ZM5.3 7.2V5a2.7 2.7 0 0 1 5.4 0v2.2',
  none: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM3.8 3.8l8.4 8.4',
  host: 'M2 3h12v4.2H2ZM2 8.8h12V13H2ZM4.5 5.1h.01M4.5 10.9h.01',
};

export function icon(name: string, x: number, y: number, size: number): string {
  const transform = `translate(${round(x)} ${round(y)}) scale(${round(size / 16)})`;
  return tag('path', { class: 'icon', d: paths[name] ?? '', transform });
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

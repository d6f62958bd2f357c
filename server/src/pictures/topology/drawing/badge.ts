/** How many findings a part has: by shape, colour and number, so that no colour need be seen. */
import type { TopologyFinding } from '../topology.ts';
import { tag } from './svg-text.ts';

/** @param right where it ends; @param middle its height's middle */
export function badge(findings: readonly TopologyFinding[], right: number, middle: number): string {
  const severity = (['error', 'warning', 'hint'] as const).find(it => findings.some(found => found.severity === it));
  if (!severity) return '';
  const count = findings.length > 99 ? '99' : String(findings.length);
  const x = right - 9;
  const shape = {
    error: tag('circle', { class: 'shape', cx: x, cy: middle, r: 8 }),
    warning: tag('path', { class: 'shape', d: `M${x} ${middle - 10}l10 17h-20z` }),
    hint: tag('rect', { class: 'shape', x: x - 8, y: middle - 7.5, width: 16, height: 15, rx: 4 }),
  }[severity];
  const y = middle + (severity === 'warning' ? 5 : 3.6);
  return tag('g', { class: `badge ${severity}` }, shape, tag('text', { x, y, 'text-anchor': 'middle' }, count));
}

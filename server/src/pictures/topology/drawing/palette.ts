/**
 * The colours of a picture that stands by itself. In a panel the same classes get theirs from client/webview/topology.css.
 */

export type Theme = 'light' | 'dark';

interface Palette {
  readonly ground: string;
  readonly text: string;
  readonly muted: string;
  readonly host: string;
  readonly card: string;
  readonly border: string;
  readonly accent: string;
  readonly onAccent: string;
  readonly chip: string;
  readonly risk: string;
  readonly error: string;
  readonly warning: string;
  readonly hint: string;
  readonly hues: readonly string[];
}

/** As many as there are classes `hue-0`, `hue-1`, … */
export const hueCount = 5;

const palettes: Readonly<Record<Theme, Palette>> = {
  light: {
    ...{ ground: '#ffffff', text: '#1f2328', muted: '#5c6570', host: '#f5f7f9', card: '#ffffff', border: '#cbd2da' },
    ...{ accent: '#0b62c4', onAccent: '#ffffff', chip: '#eef1f4', risk: '#b3460b' },
    ...{ error: '#c9252d', warning: '#9a6700', hint: '#0b62c4' },
    hues: ['#1a6fd0', '#7a4bd0', '#147a5c', '#b03a86', '#7a6a10'],
  },
  dark: {
    ...{ ground: '#1f1f1f', text: '#e3e6ea', muted: '#a2abb5', host: '#262729', card: '#2e3033', border: '#494d54' },
    ...{ accent: '#4c9df3', onAccent: '#10151b', chip: '#3a3d42', risk: '#f0985a' },
    ...{ error: '#ff7b72', warning: '#e0b53c', hint: '#6cb6ff' },
    hues: ['#5aa9f8', '#b295f5', '#45c49a', '#ee86c4', '#cdbb4a'],
  },
};

const fonts = "-apple-system, BlinkMacSystemFont, 'Segoe UI', system-ui, Ubuntu, 'Droid Sans', sans-serif";

/** For a `style` element. `auto` follows whoever looks at it. */
export function styleOf(theme: Theme | 'auto'): string {
  if (theme !== 'auto') return rules(palettes[theme]);
  return `${rules(palettes.light)}@media (prefers-color-scheme: dark){${rules(palettes.dark)}}`;
}

function rules(it: Palette): string {
  const hues = it.hues.map(
    (hue, at) =>
      `.hue-${at}.area .frame{fill:${hue};stroke:${hue}}.hue-${at} .icon{stroke:${hue}}.hue-${at}.heading .title{fill:${hue}}`,
  );
  return [
    `text{font-family:${fonts};font-size:11px;fill:${it.text}}`,
    `.ground{fill:${it.ground}}.icon{fill:none;stroke:${it.muted};stroke-width:1.4;stroke-linecap:round;stroke-linejoin:round}`,
    `.host .frame{fill:${it.host};stroke:${it.border};stroke-width:1.5}.title{font-size:13px;font-weight:600}`,
    `.note,.subtitle,.row text{fill:${it.muted}}.chip text{font-size:10.5px}`,
    `.area .frame{fill-opacity:.07;stroke-opacity:.55;stroke-width:1.2}.area.external .frame{stroke-dasharray:6 4}`,
    ...hues,
    `.area.open .frame{fill:${it.risk};stroke:${it.risk}}.heading.open .title{fill:${it.risk}}.heading.open .icon{stroke:${it.risk}}`,
    `.area.closed .frame{fill:${it.muted};stroke:${it.muted}}`,
    `.service .frame,.volume .frame,.hub .frame{fill:${it.card};stroke:${it.border};stroke-width:1.2}`,
    `.service .name{font-size:13px;font-weight:600}.service.inactive{opacity:.5}.external>.frame{stroke-dasharray:5 3}`,
    `.state{fill:none;stroke:${it.muted};stroke-width:1.4}`,
    `.chip rect{fill:${it.chip}}.risky text{fill:${it.risk}}.risky .icon{stroke:${it.risk}}`,
    `.port .frame{fill:${it.accent};stroke:${it.accent}}.port text{fill:${it.onAccent};font-size:11.5px;font-weight:600}.port .icon{stroke:${it.onAccent}}`,
    `.port.local .frame{fill:${it.card}}.port.local text{fill:${it.accent}}.port.local .icon{stroke:${it.accent}}`,
    `.port.all .frame{fill:${it.risk};stroke:${it.risk}}`,
    `.line{fill:none;stroke:${it.muted};stroke-width:1.3}.head{fill:${it.muted};stroke:none}`,
    `.publishes .line{stroke:${it.accent};stroke-width:1.8}.publishes .head{fill:${it.accent}}`,
    `.publishes.all .line{stroke:${it.risk}}.publishes.all .head{fill:${it.risk}}`,
    '.depends-on>.line{stroke-dasharray:5 4}.mount .line{stroke-opacity:.7}.inactive .line,.inactive .head{opacity:.45}',
    `.shares-network .line{stroke:${it.risk};stroke-width:1.8}.shares-network .head{fill:${it.risk}}.mark{fill:${it.ground};stroke:${it.muted}}`,
    `.badge .shape{stroke:none}.badge text{font-size:10px;font-weight:700;fill:${it.ground}}`,
    `.badge.error .shape{fill:${it.error}}.badge.warning .shape{fill:${it.warning}}.badge.hint .shape{fill:${it.hint}}`,
    `.heading text{paint-order:stroke;stroke:${it.host};stroke-width:3px;stroke-linejoin:round}.heading .badge text{stroke:none}`,
    `.notice{fill:${it.muted}}`,
  ].join('');
}

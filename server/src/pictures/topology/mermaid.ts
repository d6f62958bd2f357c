/** The topology as a Mermaid flowchart, for pages that draw such. */
import { portWords } from './part-label.ts';
import type { Topology, TopologyEdge, TopologyService } from './topology.ts';

export function topologyMermaid(topology: Topology): string {
  const { services, networks, volumes, ports, edges, host } = topology;
  const ids = new Map([...ports, ...services, ...volumes, ...networks].map(({ id }, at) => [id, `n${at}`] as const));
  const idOf = (id: string): string => ids.get(id) ?? 'n';
  const names = new Map(networks.map(({ id, name }) => [id, name]));
  const lines = ['flowchart TB', `  subgraph host["${quoted(host.name)}"]`];
  for (const port of ports) lines.push(`    ${idOf(port.id)}(["${quoted(portWords(port))}"])`);
  for (const { id, name, isInternal, isExternal } of networks) {
    const notes = [...(isInternal ? ['internal'] : []), ...(isExternal ? ['external'] : [])];
    const members = services.filter(({ home }) => home === id);
    const title = quoted([name, ...notes].join(', '));
    if (members.length === 0) {
      lines.push(`    ${idOf(id)}{{"${title}"}}`);
      continue;
    }
    lines.push(`    subgraph ${idOf(id)}["${title}"]`);
    for (const service of members) lines.push(`      ${idOf(service.id)}["${serviceText(service, names)}"]`);
    lines.push('    end');
  }
  for (const { id, name } of volumes) lines.push(`    ${idOf(id)}[("${quoted(name)}")]`);
  lines.push('  end');
  for (const edge of edges) lines.push(`  ${idOf(edge.from)} ${arrowOf(edge)} ${idOf(edge.to)}`);
  for (const { id, alsoIn } of services)
    for (const network of alsoIn)
      if (!services.some(({ home }) => home === network)) lines.push(`  ${idOf(id)} --- ${idOf(network)}`);
  const off = services.filter(({ isActive }) => !isActive).map(({ id }) => idOf(id));
  if (off.length > 0) lines.push('  classDef inactive opacity:0.5', `  class ${off.join(',')} inactive`);
  return `${lines.join('\n')}\n`;
}

function serviceText({ name, runs, details, alsoIn }: TopologyService, names: ReadonlyMap<string, string>): string {
  const rows = [
    name,
    ...(runs.kind === 'nothing' ? [] : [runs.text]),
    ...details.map(it =>
      it.kind === 'capability' ? `+${it.name}` : it.kind === 'exposed-port' ? `exposes ${it.name}` : it.name,
    ),
    ...(alsoIn.length > 0 ? [`also in ${alsoIn.map(id => names.get(id) ?? id).join(', ')}`] : []),
  ];
  return rows.map(quoted).join('<br/>');
}

function arrowOf({ kind, condition, name }: TopologyEdge): string {
  switch (kind) {
    case 'publishes':
      return '==>';
    case 'depends-on': {
      const words = { service_healthy: 'healthy', service_completed_successfully: 'completed' }[condition ?? ''];
      return words === undefined ? '-.->' : `-. ${words} .->`;
    }
    case 'mount':
      return name === '' ? '---' : `---|"${quoted(name)}"|`;
    case 'shares-network':
      return '-->|shares network|';
    case 'link':
    case 'joins':
      return '-->';
  }
}

/** Mermaid writes what would end a text, or be taken for HTML, as `#…;`. */
function quoted(text: string): string {
  return text.replace(/[#"<>&`\\[\]{}|;\n\r]/g, letter => `#${letter.charCodeAt(0)};`);
}

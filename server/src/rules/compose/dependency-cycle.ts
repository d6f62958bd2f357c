/** Services that wait for each other in a ring. */
import { type ComposeModel, counts, extendsPlace, modelOf } from '../../project/compose-model.ts';
import type { ComposeFile } from '../../syntax/compose/compose-file.ts';
import { serviceReferences } from '../../syntax/compose/service-references.ts';
import type { Span } from '../../text/span.ts';
import { type Finding, rule } from '../rule.ts';

export const dependencyCycle = rule({
  id: 'compose/dependency-cycle',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'Services depend on each other in a ring',
  why: 'None of them could start first, so Compose refuses the whole project. Links, volumes and namespaces of another service count as dependencies too.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      - api\n  api:\n    image: example/api:4\n    depends_on:\n      - web\n',
    },
    {
      'compose.yaml':
        'services:\n  tunnel:\n    image: example/tunnel:3\n    links:\n      - web:site\n  web:\n    image: nginx:1.29\n    network_mode: service:tunnel\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      - api\n      - cache\n  api:\n    image: example/api:4\n    depends_on:\n      - cache\n  cache:\n    image: redis:8\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#depends_on'],

  check(compose, project) {
    const { file } = compose;
    // A ring needs services that need others and are needed themselves, and most files have none.
    if (!file.hasServiceKey('extends') && project.composeFiles.length < 2 && !mayHaveRing(file)) return [];
    const model = modelOf(compose, project);
    const edges = dependencies(model);
    const findings: Finding[] = [];
    for (const ring of rings(edges)) {
      const [first, second = first] = ring;
      const edge = first === undefined ? undefined : edges.get(first)?.find(({ to }) => to === second);
      if (!edge?.at) continue;
      const names = [...ring, first].map(name => `"${name}"`).join(' → ');
      findings.push({
        at: edge.at,
        message:
          ring.length === 1
            ? `Service "${first}" depends on itself, so the project is refused; delete this dependency`
            : `The services ${names} depend on each other, so none can start first and the project is refused; delete one of these dependencies`,
      });
    }
    return findings;
  },
});

function mayHaveRing({ services, yaml }: ComposeFile): boolean {
  let needed: Set<string> | undefined;
  for (const service of services) {
    for (const { name } of serviceReferences(yaml, service)) {
      needed ??= new Set();
      needed.add(name);
    }
  }
  if (!needed) return false;
  return services.some(it => needed.has(it.name) && serviceReferences(yaml, it).length > 0);
}

interface Edge {
  readonly to: string;
  /** Where the file that is looked at says so; undefined for what another file says. */
  readonly at: Span | undefined;
}

function dependencies(model: ComposeModel): ReadonlyMap<string, readonly Edge[]> {
  const edges = new Map<string, readonly Edge[]>();
  for (const [name, whole] of model.services) {
    const of: Edge[] = [];
    for (const definition of whole.definitions) {
      const { service, through } = definition;
      for (const { name: to, at, key } of serviceReferences(definition.compose.file.yaml, service)) {
        if (key === 'build' || !model.services.has(to)) continue;
        if (!counts({ whole, definition, inheritedAt: undefined }, key)) continue;
        const isHere = model.owns(through ?? service);
        of.push({ to, at: !isHere ? undefined : through && !model.owns(service) ? extendsPlace(through) : at });
      }
    }
    if (of.length > 0) edges.set(name, of);
  }
  return edges;
}

/** Each ring once, from its first service on: of services that can reach each other, the shortest way back. */
function rings(edges: ReadonlyMap<string, readonly Edge[]>): readonly (readonly string[])[] {
  return components(edges).map(names => {
    const [start = ''] = names;
    return shortestRing(edges, start, new Set(names));
  });
}

/** Groups of services that can all reach each other, by Tarjan's algorithm without recursion; linear. */
function components(edges: ReadonlyMap<string, readonly Edge[]>): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const found: string[][] = [];
  const order = [...edges.keys()];
  for (const root of order) {
    if (index.has(root)) continue;
    const work: { readonly name: string; next: number }[] = [];
    const open = (name: string): void => {
      index.set(name, index.size);
      low.set(name, index.size - 1);
      stack.push(name);
      onStack.add(name);
      work.push({ name, next: 0 });
    };
    const lower = (name: string, to: number): void => {
      low.set(name, Math.min(low.get(name) ?? to, to));
    };
    open(root);
    for (let top = work.at(-1); top; top = work.at(-1)) {
      const { name } = top;
      const edge = edges.get(name)?.[top.next++];
      if (edge) {
        const known = index.get(edge.to);
        if (known === undefined) open(edge.to);
        else if (onStack.has(edge.to)) lower(name, known);
        continue;
      }
      work.pop();
      const above = work.at(-1);
      if (above) lower(above.name, low.get(name) ?? 0);
      if (low.get(name) !== index.get(name)) continue;
      const members = new Set(stack.splice(stack.lastIndexOf(name)));
      for (const member of members) onStack.delete(member);
      const dependsOnItself = edges.get(name)?.some(({ to }) => to === name) ?? false;
      if (members.size > 1 || dependsOnItself) found.push(order.filter(it => members.has(it)));
    }
  }
  return found;
}

function shortestRing(
  edges: ReadonlyMap<string, readonly Edge[]>,
  start: string,
  among: ReadonlySet<string>,
): readonly string[] {
  const from = new Map<string, string>();
  const queue = [start];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const { to } of edges.get(at) ?? []) {
      if (to === start) {
        const ring = [at];
        for (let back = from.get(at); back !== undefined; back = from.get(back)) ring.unshift(back);
        return ring;
      }
      if (!among.has(to) || from.has(to)) continue;
      from.set(to, at);
      queue.push(to);
    }
  }
  return [start];
}

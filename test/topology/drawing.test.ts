/** The picture as SVG, as a Mermaid flowchart and in words: well-formed whatever the names are, and complete. */
import { describe, expect, it } from 'vitest';
import { topologyMermaid } from '../../server/src/pictures/topology/mermaid.ts';
import { type OutlineItem, topologyOutline } from '../../server/src/pictures/topology/outline.ts';
import { topologyPicture } from '../../server/src/pictures/topology/topology-picture.ts';
import { topologyIn } from './topology-in.ts';

const lesson = {
  hostAndBridged: `services:
  frontend: { build: ./frontend, network_mode: host }
  backend: { build: ./backend, ports: ["1234:1234"] }
`,
  bridged: `services:
  frontend: { build: ./frontend, ports: ["80:80"] }
  backend: { build: ./backend, expose: ["1234"] }
`,
};

/** Opens and closes every element once, has each attribute in quotes and nothing unescaped in its texts. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  const rest = svg.replace(
    /<(\/?)([a-z]+)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>/g,
    (_all, closing: string, name: string, _attributes, empty: string) => {
      if (closing !== '') return open.pop() === name ? '' : '<';
      if (empty === '') open.push(name);
      return '';
    },
  );
  return open.length === 0 && !/[<]|&(?!(?:amp|lt|gt|quot);)/.test(rest);
}

describe('An SVG', () => {
  const odd = `services:
  "<script>alert(1)</script>":
    image: "a&b\\"c'd"
    cap_add: ["<b>"]
    volumes: ["\\u0001\\uD800x:/d", "./<i>:/\\"e"]
    networks: ["]]>", "--"]
  "日本語 🐳": { image: "x" }
`;
  it.each(['file', 'panel'] as const)('for a %s is well-formed with names of any letters', async where => {
    const { svg } = topologyPicture(await topologyIn(odd), { for: where });
    expect(isWellFormed(svg), svg).toBe(true);
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;');
    // What XML has no way to write.
    expect([...svg].filter(letter => letter < '\t' || /^[\ud800-\udfff]$/.test(letter))).toEqual([]);
  });

  it('is told apart from one that is not', () => {
    for (const broken of ['<svg><g></svg>', '<svg a=b></svg>', '<svg>&</svg>', '<svg><</svg>'])
      expect(isWellFormed(broken), broken).toBe(false);
  });

  it('has colours of its own in a file, and none in a panel, which forbids styles in it', async () => {
    const topology = await topologyIn(lesson.bridged);
    const file = topologyPicture(topology, { for: 'file', theme: 'dark' }).svg;
    expect(file).toContain('<style>');
    expect(file).not.toContain('prefers-color-scheme');
    expect(topologyPicture(topology, { for: 'file' }).svg).toContain('prefers-color-scheme: dark');
    const panel = topologyPicture(topology, { for: 'panel' }).svg;
    expect(panel).not.toMatch(/<style|style=|#[0-9a-f]{6}/);
  });

  it('lets every node of a panel be reached and read aloud', async () => {
    const { svg, shown } = topologyPicture(await topologyIn(lesson.hostAndBridged), { for: 'panel' });
    const nodes = [...svg.matchAll(/<g class="node [^>]*>/g)].map(([tag]) => tag);
    expect(nodes).toHaveLength(shown.services.length + shown.networks.length + shown.ports.length);
    for (const node of nodes) expect(node).toMatch(/tabindex="-1" role="button" aria-label="[^"]{8,}"/);
    expect(svg).toContain('Service backend, built from ./backend, in network default, reached at port 1234');
    // Nothing is said twice.
    expect(svg).toContain('Service frontend, built from ./frontend, in Host network, reached at every port');
    expect(svg).toContain('aria-label="Port 1234 leads to 1234 of backend, from everywhere."');
    expect(svg).toContain('aria-label="Host network: Services here use');
    expect(svg).toContain('aria-label="Every port: Services in');
    expect(svg).toMatch(/from everywhere, 1 hint"/);
    const unread = [...svg.matchAll(/<g class="(\w+)[^>]*aria-hidden="true"/g)].map(([, kind]) => kind);
    expect(new Set(unread)).toEqual(new Set(['host', 'heading', 'outside']));
  });

  it('tells the lesson’s two networks apart', async () => {
    const before = topologyPicture(await topologyIn(lesson.hostAndBridged), { for: 'panel' });
    expect(before.layout.areas.map(({ text }) => text).sort()).toEqual(['Host network', 'bridge']);
    expect(before.layout.ports.map(({ text }) => text).sort()).toEqual(['1234', 'every port']);
    const after = topologyPicture(await topologyIn(lesson.bridged), { for: 'panel' });
    expect(after.layout.areas.map(({ text }) => text)).toEqual(['bridge']);
    expect(after.layout.ports.map(({ text }) => text)).toEqual(['80']);
  });

  it('counts the findings of a service with all that belongs to it', async () => {
    const text = 'services:\n  web: { image: "a:1", depends_on: [nobody], links: [gone] }\n';
    const { svg } = topologyPicture(await topologyIn(text), { for: 'panel' });
    expect(svg).toMatch(/class="badge error"/);
  });
});

describe('A Mermaid flowchart', () => {
  it('says the same', async () => {
    const text = topologyMermaid(
      await topologyIn(`services:
  web: { image: "nginx:1", ports: ["80:80"], depends_on: { db: { condition: service_healthy } }, networks: [a] }
  db: { image: pg, volumes: ["data:/var"], profiles: [x], networks: [a] }
networks: { a: { internal: true } }
volumes: { data: }
`),
    );
    expect(text).toBe(
      `flowchart TB
  subgraph host["Host"]
    n0(["port 80"])
    subgraph n4["a, internal"]
      n1["web<br/>nginx#58;1"]
      n2["db<br/>pg<br/>x"]
    end
    n3[("data")]
  end
  n1 -. healthy .-> n2
  n0 ==> n1
  n2 ---|"/var"| n3
  classDef inactive opacity:0.5
  class n2 inactive
`.replace('#58;', ':'),
    );
  });

  it('lets no name end its text', async () => {
    const text = topologyMermaid(await topologyIn('services:\n  \'a"]; click\': { image: "<b>" }\n'));
    expect(text).toContain('n0["a#34;#93;#59; click<br/>#60;b#62;"]');
  });
});

describe('The words', () => {
  const lines = (items: readonly OutlineItem[], depth = 0): readonly string[] =>
    items.flatMap(it => [`${'  '.repeat(depth)}${it.text}`, ...lines(it.items, depth + 1)]);

  it('say all that the picture shows', async () => {
    const topology = await topologyIn(
      {
        'compose.yaml': `services:
  web:
    image: nginx:1
    ports: ["127.0.0.1:8080:80"]
    privileged: true
    depends_on: [db]
    networks: [front, back]
  db: { image: pg, volumes: ["data:/var", "./c:/c"], networks: [back] }
  api: { image: x, network_mode: "service:db" }
networks: { front: { external: true }, back: { internal: true } }
volumes: { data: }
`,
      },
      { config: { rules: { 'compose/privileged-service': 'off', 'compose/unhealthy': 'off' } } },
    );
    const said = lines(
      topologyOutline({ ...topology, services: topology.services.map(it => ({ ...it, findings: [] })) }),
    );
    for (const line of [
      'Host',
      'Reached from outside',
      '  Port 8080 to 80 at 127.0.0.1, of web',
      'Network back, internal',
      '  web: image nginx:1',
      '    Starts after db has started',
      '    Privileged',
      '    Volume data at /var',
      '    Bind mount ./c → /c',
      '    Uses the network of db',
      'Network front, external',
      '  Also in it: web',
      'Named volumes',
      '  data, used by db',
    ])
      expect(said.map(it => it.trimEnd())).toContain(line);
  });
});

/** `network_mode` beside `networks`. */
import { type DefinedEntry, modelOf, placeIn } from '../../project/compose-model.ts';
import type { ProjectComposeFile } from '../../project/project.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { removeEntry } from '../../syntax/yaml/yaml-edits.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const networkModeWithNetworks = rule({
  id: 'compose/network-mode-with-networks',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service has both network_mode and networks',
  why: 'A container uses either one mode of networking or the networks it joins. Compose refuses a project that asks for both.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    network_mode: host\n    networks:\n      - front\nnetworks:\n  front:\n',
    },
  ],
  good: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    network_mode: host\n' },
    {
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    networks:\n      - front\nnetworks:\n  front:\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#network_mode'],

  check(compose, project) {
    const { file } = compose;
    const isCombined = file.hasServiceKey('extends') || project.composeFiles.length > 1;
    if (!isCombined && !(file.hasServiceKey('network_mode') && file.hasServiceKey('networks'))) return [];
    const model = modelOf(compose, project);
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const { whole } of model.judged) {
      const mode = whole.key('network_mode');
      if (!mode || isEmpty(mode)) continue;
      const networks = whole.entries('networks').find(it => !isEmpty(it));
      if (!networks) continue;
      // The stronger definition brought the conflict; in one definition the mode stands for both.
      const later = whole.definitions.find(({ service }) => service === mode.service || service === networks.service);
      const told = later?.service === mode.service ? mode : networks;
      const at = placeIn(model, told);
      if (!at || seen.has(at.start)) continue;
      seen.add(at.start);
      const isTogether = mode.service === networks.service;
      findings.push({
        at,
        message: `Service "${whole.name}" has both "network_mode" and "networks", so the project is refused; delete one of them`,
        fixes: () => (isTogether ? [mode, networks] : [told]).flatMap(it => deletion(compose, it)),
      });
    }
    return findings;
  },
});

/** Written, but without a value that counts. */
function isEmpty({ entry: { value } }: DefinedEntry): boolean {
  switch (value.kind) {
    case 'scalar':
      return value.source === '' || value.value === null;
    case 'sequence':
      return value.items.length === 0;
    case 'mapping':
      return value.entries.length === 0;
  }
}

function deletion(compose: ProjectComposeFile, { entry, service, through }: DefinedEntry): readonly Fix[] {
  const { mapping } = service;
  if (through || !mapping || isShared(compose.file.yaml, mapping)) return [];
  const edits = removeEntry(compose.file.yaml, mapping, entry);
  return edits ? [{ title: `Delete "${entry.key.source}"`, safety: 'suggestion', edits }] : [];
}

/** `extends` names a service that the other file does not have. */
import { extendedBy, modelOf } from '../../project/compose-model.ts';
import { spanInScalar } from '../../syntax/yaml/scalar-span.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { closest } from '../../text/closest.ts';
import { replace } from '../../text/edit.ts';
import { basename } from '../../text/path.ts';
import { type Finding, rule } from '../rule.ts';

export const undefinedExtendedService = rule({
  id: 'project/undefined-extended-service',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service extends one that the other file does not have',
  why: 'Compose refuses the whole project: there is nothing to extend. Files that the other one includes do not count.',
  bad: [
    {
      'compose.yaml': 'services:\n  web:\n    extends:\n      file: common.yaml\n      service: bsae\n',
      'common.yaml': 'services:\n  base:\n    image: nginx:1.29\n',
    },
  ],
  good: [
    {
      'compose.yaml': 'services:\n  web:\n    extends:\n      file: common.yaml\n      service: base\n',
      'common.yaml': 'services:\n  base:\n    image: nginx:1.29\n',
    },
    {
      'compose.yaml': 'services:\n  web:\n    extends:\n      file: common.yaml\n      service: ${BASE}\n',
      'common.yaml': 'services:\n  base:\n    image: nginx:1.29\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#extends'],

  check(compose, project) {
    if (!compose.file.hasServiceKey('extends')) return [];
    const model = modelOf(compose, project);
    const { yaml } = compose.file;
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const { whole, definition, inheritedAt } of model.judged) {
      const base = definition.service.extends;
      // Inside the other file, a service without a file is looked for there.
      if (!base || (!base.file && !inheritedAt)) continue;
      const extended = extendedBy(definition, inheritedAt ? [] : model.files, project);
      if (extended.kind !== 'no-service' || extended.in.file.yaml.problems.length > 0) continue;
      const { span, node, value } = extended.at;
      const at = inheritedAt ?? span;
      if (seen.has(at.start)) continue;
      seen.add(at.start);
      const names = extended.in.file.services.map(it => it.name);
      const meant = inheritedAt || isShared(yaml, node) ? undefined : closest(value, names, it => it);
      findings.push({
        at,
        message: `Service "${whole.name}" extends "${value}", which ${basename(extended.in.path)} does not have, so the project is refused; correct the name`,
        fixes:
          meant === undefined
            ? []
            : [
                {
                  title: `Change to "${meant}"`,
                  safety: 'suggestion',
                  edits: [replace(spanInScalar(yaml.text, node, 0, value.length), meant)],
                },
              ],
      });
    }
    return findings;
  },
});

import { definitionsOf } from '../../project/compose-model.ts';
import { type Finding, rule } from '../rule.ts';
import { removeServiceKey, serviceKeys, suggestion } from '../service-keys.ts';

export const buildAndImage = rule({
  id: 'compose/build-and-image',
  reads: 'compose',
  dialect: 'both',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['dclint:no-build-and-image'],
  summary: 'A service has both an image and a build, and nothing says which of them counts',
  why: 'With `build` beside it, `image` names the result of the build, unless an image of that name can be pulled: then it depends on what lies where whether that or your source runs. `pull_policy` settles it; the setting `slipway.compose.imageBesideBuild` refuses even that.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    build: .\n    image: example/web\n', Dockerfile: 'FROM nginx:1.29\n' },
    {
      'compose.yaml': 'services:\n  web:\n    build: .\n    image: example/web\n    pull_policy: build\n',
      Dockerfile: 'FROM nginx:1.29\n',
      '.slipway.yaml': 'compose:\n  imageBesideBuild: never\n',
    },
  ],
  good: [
    {
      'compose.yaml': 'services:\n  web:\n    build: .\n    image: example/web\n    pull_policy: build\n',
      Dockerfile: 'FROM nginx:1.29\n',
    },
    {
      'compose.yaml': 'services:\n  web:\n    build: .\n  db:\n    image: postgres:17\n',
      Dockerfile: 'FROM nginx:1.29\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/build/#using-build-and-image',
    'https://docs.docker.com/reference/compose-file/services/#pull_policy',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const { service, entry } of serviceKeys(compose, 'image')) {
      if (!service.image || !service.key('build')) continue;
      const isStrict = project.settings.imageBesideBuild === 'never';
      if (!isStrict && definitionsOf(service, compose, project).key('pull_policy')) continue;
      const advice = isStrict ? 'keep one of them' : 'keep one of them, or set "pull_policy"';
      findings.push({
        at: entry.span,
        message: `Service "${service.name}" is built and has an image to pull, so what runs depends on what lies where; ${advice}`,
        fixes: () => suggestion('Remove image', removeServiceKey(compose, entry)),
      });
    }
    return findings;
  },
});

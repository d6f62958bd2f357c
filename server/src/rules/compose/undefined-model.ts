/** A service uses a model that no Compose file of the project declares. */
import { rule } from '../rule.ts';
import { undefinedResources } from '../undefined-resource.ts';

export const undefinedModel = rule({
  id: 'compose/undefined-model',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service uses a model that is not declared at the top level',
  why: 'Compose refuses the whole project: which model a name stands for has to be said under the top-level `models`.',
  bad: [
    {
      'compose.yaml': 'services:\n  chat:\n    image: example/chat:2.1\n    models:\n      - llm\n',
    },
    {
      'compose.yaml':
        'services:\n  chat:\n    image: example/chat:2.1\n    models:\n      lm:\n        endpoint_var: LLM_URL\n\nmodels:\n  llm:\n    model: ai/smollm2\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  chat:\n    image: example/chat:2.1\n    models:\n      - llm\n\nmodels:\n  llm:\n    model: ai/smollm2\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/models/'],

  check: (compose, project) => undefinedResources(compose, project, 'models'),
});

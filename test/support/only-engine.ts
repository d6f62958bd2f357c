// A selection that knows one engine.
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import type { EngineSelection } from '../../client/src/engine/engine-selection.ts';

export function onlyEngine(host: string, connect: () => Promise<ContainerEngine>): EngineSelection {
  const choice = { name: 'only', host, origin: 'test' };
  return {
    choice: async () => choice,
    choices: async () => [choice],
    byDocker: async () => choice,
    isSelected: false,
    select: async () => undefined,
    forget: async () => undefined,
    onDidSelect: () => ({ dispose: () => undefined }),
    connect,
  };
}

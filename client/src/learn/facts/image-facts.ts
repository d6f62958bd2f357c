// An image as the engine describes it, made into what the checks of the lessons look at.
import type { ImageFacts } from '../../../../server/src/lessons/facts.ts';
import type { HistoryItem, ImageDetails } from '../../engine/images.ts';
import { fullImageId } from '../../engine/rows/image-row.ts';

/** What is read of the engine's answer besides what `ImageDetails` names. */
interface Described {
  readonly Config?: {
    readonly User?: string;
    readonly WorkingDir?: string;
    readonly Labels?: Readonly<Record<string, string>> | null;
  } | null;
  readonly RootFS?: { readonly Layers?: readonly string[] | null } | null;
}

/** `history`: as the engine gives it, the newest step first. */
export function imageFacts(details: ImageDetails, history: readonly HistoryItem[]): ImageFacts {
  const described = details as ImageDetails & Described;
  const { Config } = details;
  return {
    id: fullImageId(details.Id),
    tags: (details.RepoTags ?? []).filter(tag => !tag.includes('<none>')),
    command: Config?.Cmd ?? [],
    entrypoint: Config?.Entrypoint ?? [],
    environment: Config?.Env ?? [],
    user: described.Config?.User ?? '',
    workingDirectory: described.Config?.WorkingDir ?? '',
    exposedPorts: Object.keys(Config?.ExposedPorts ?? {}).toSorted(),
    labels: described.Config?.Labels ?? {},
    architecture: details.Architecture ?? '',
    layers: described.RootFS?.Layers ?? [],
    history: history.map(({ createdBy, size }) => ({ createdBy, size })).toReversed(),
  };
}

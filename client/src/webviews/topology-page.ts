// What the page of a topology shows, as far as it was told, and what it is told next. Pure.

import type { TopologyPicture } from './topology-changes.ts';
import { topologyChanges } from './topology-changes.ts';
import type { ServiceState, TopologyMessage } from './topology-messages.ts';

/** What the server answers, as the page takes it. */
export type Answered = Extract<TopologyMessage, { readonly kind: 'picture' | 'problem' }>;

export interface TopologyPage {
  readonly picture: TopologyPicture | undefined;
  /** Said above the picture. */
  readonly problem: string | undefined;
  readonly states: Readonly<Record<string, ServiceState>>;
  readonly selected: string | undefined;
}

/** One that was told no more than what it came with. */
export function newPage(first: Answered | undefined): TopologyPage {
  const page: TopologyPage = { picture: undefined, problem: undefined, states: {}, selected: undefined };
  return first ? afterAnswer(page, first) : page;
}

export function afterAnswer(page: TopologyPage, answered: Answered): TopologyPage {
  switch (answered.kind) {
    case 'picture':
      return { ...page, picture: answered.picture, problem: undefined };
    case 'problem':
      return { ...page, problem: answered.message };
  }
}

/** What leads there; undefined when the page shows it already. */
export function toldOf(page: TopologyPage, answered: Answered): TopologyMessage | undefined {
  switch (answered.kind) {
    case 'problem':
      return page.problem === answered.message ? undefined : answered;
    case 'picture': {
      if (!page.picture) return answered;
      const changes = topologyChanges(page.picture, answered.picture);
      const isShown = Object.keys(changes).length === 0 && page.problem === undefined;
      return isShown ? undefined : { kind: 'changes', changes };
    }
  }
}

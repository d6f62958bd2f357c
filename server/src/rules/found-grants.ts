/** What a service is found to need beyond an ordinary container, for rules that judge what it is given. */
import { privilegeReasons } from '../project/privilege.ts';
import type { Project } from '../project/project.ts';
import { runtimeFacts } from '../project/runtime-facts.ts';
import type { Service } from '../syntax/compose/compose-file.ts';
import { type Grants, grantsFor } from './grants.ts';

export interface FoundGrants extends Grants {
  /** Something it does is known to need the whole of privileged, or nobody knows less that will do. */
  readonly isOpenEnded: boolean;
}

/** The grants that the fix of compose/privileged-service would leave the service; undefined outside of a project. */
export function foundGrants(service: Service, project: Project): FoundGrants | undefined {
  const whole = project.serviceOf(service);
  if (!whole) return undefined;
  const facts = runtimeFacts(whole, project);
  const { needs } = privilegeReasons(facts);
  const grants = grantsFor({ needs, facts, service: whole, dialect: project.dialect });
  return { ...grants, isOpenEnded: grants.obstacles.length > 0 || needs.some(it => it.need.confidence === 'low') };
}

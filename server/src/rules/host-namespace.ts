/** Services that live in a namespace of the host: `pid: host`, `ipc: host`, `userns_mode: host`. */
import type { ProjectComposeFile } from '../project/project.ts';
import type { Finding } from './rule.ts';
import { removeServiceKey, serviceKeys, suggestion } from './service-keys.ts';

/** One finding for each place where `key` is `host`; `consequence` continues “Service "x" …”. */
export function hostNamespaceFindings(
  compose: ProjectComposeFile,
  key: 'pid' | 'ipc' | 'userns_mode',
  consequence: string,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { service, entry } of serviceKeys(compose, key)) {
    if (service.text(key)?.known !== 'host') continue;
    findings.push({
      at: entry.value.span,
      message: `Service "${service.name}" ${consequence}`,
      fixes: () => suggestion(`Remove ${key}`, removeServiceKey(compose, entry)),
    });
  }
  return findings;
}

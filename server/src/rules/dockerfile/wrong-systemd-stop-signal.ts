import type { Project, ProjectService } from '../../project/project.ts';
import { type ImageContents, imageContents } from '../../project/runtime-facts/image-contents.ts';
import type { Dockerfile, Instruction, InstructionName, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { insert, replace } from '../../text/edit.ts';
import { lineBreakOf, lineIndex } from '../../text/line-index.ts';
import { slice, span } from '../../text/span.ts';
import { type Finding, type InProject, rule } from '../rule.ts';
import { mayStartSystemd, starterOfSystemd } from '../systemd-start.ts';

export const wrongSystemdStopSignal = rule({
  id: 'dockerfile/wrong-systemd-stop-signal',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'systemd runs as the first process and is not stopped by the signal it obeys',
  why: 'A container is stopped by SIGTERM, which systemd takes for an order to start itself anew. It shuts its units down on SIGRTMIN+3 only; without it everything in the container is killed when the stop timeout ends.',
  bad: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y systemd\nCMD ["/lib/systemd/systemd"]\n' },
    {
      Dockerfile: 'FROM debian:12\nCOPY entry.sh /\nSTOPSIGNAL SIGTERM\nENTRYPOINT ["/entry.sh"]\n',
      'entry.sh': '#!/bin/sh\nexec /lib/systemd/systemd\n',
    },
  ],
  good: [
    {
      Dockerfile:
        'FROM debian:12\nRUN apt-get update && apt-get install -y systemd\nSTOPSIGNAL SIGRTMIN+3\nCMD ["/lib/systemd/systemd"]\n',
    },
    { Dockerfile: 'FROM debian:12\nSTOPSIGNAL 37\nCMD ["/lib/systemd/systemd"]\n' },
    { Dockerfile: 'FROM debian:12\nCMD ["sleep", "infinity"]\n' },
  ],
  references: [
    'https://www.freedesktop.org/software/systemd/man/latest/systemd.html#SIGRTMIN+3',
    'https://docs.docker.com/reference/dockerfile/#stopsignal',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    // Without a service the file alone tells, and nearly every one says no.
    const isBuilt = project.servicesBuiltFrom(dockerfile.path).length > 0;
    if (!isBuilt && !mayStartSystemd(noService, dockerfile, project)) return findings;
    let seen: Set<Instruction> | undefined;
    for (const { stage, service } of builds(dockerfile, project)) {
      if (service.definitions.some(it => it.service.key('stop_signal'))) continue;
      if (!mayStartSystemd(service, dockerfile, project)) continue;
      const contents = imageContents(dockerfile.file, stage, new Map());
      const signal = lastOf(contents, 'STOPSIGNAL');
      const about = signal ?? lastOf(contents, 'ENTRYPOINT') ?? lastOf(contents, 'CMD') ?? stage.from;
      if (seen?.has(about) || (!signal && mayBringSignal(contents)) || (signal && !isWrong(signal))) continue;
      const starter = starterOfSystemd(service, contents, dockerfile, project);
      if (starter === undefined) continue;
      seen ??= new Set();
      seen.add(about);
      findings.push(signal ? wrongSignal(signal, starter) : missingSignal(about, stage, starter, dockerfile.file.text));
    }
    return findings;
  },
});

const right = 'SIGRTMIN+3';
const rightSignals = new Set(['37', 'RTMIN+3', right]);

/** Whether the signal is known and is not the one. */
function isWrong(signal: Instruction): boolean {
  const [value] = signal.arguments;
  return value !== undefined && signal.variables.length === 0 && !rightSignals.has(value.value.toUpperCase());
}

function wrongSignal(signal: Instruction, starter: string): Finding {
  const { span: at, value } = signal.arguments[0] ?? signal.keyword;
  return {
    at,
    message: `${starter}, which does not shut down on ${value}, so its units are killed when the container stops; use ${right}`,
    fixes: [{ title: `Change to "${right}"`, safety: 'suggestion', edits: [replace(at, right)] }],
  };
}

/** `about` is ENTRYPOINT or CMD, or FROM where a Compose file says what is started. */
function missingSignal(about: Instruction, stage: Stage, starter: string, text: string): Finding {
  const lines = lineIndex(text);
  const br = lineBreakOf(text);
  const lineStart = lines.lineSpan(lines.positionAt(about.span.start).line).start;
  const indentation = slice(text, span(lineStart, about.span.start)).replace(/\S/g, '');
  const edit =
    about === stage.from
      ? insert(stage.span.end, `${br}STOPSIGNAL ${right}`)
      : insert(about.span.start, `STOPSIGNAL ${right}${br}${indentation}`);
  return {
    at: about.keyword.span,
    message: `${starter}, which does not shut down on SIGTERM, so its units are killed when the container stops; set STOPSIGNAL ${right}`,
    fixes: [{ title: `Insert "STOPSIGNAL ${right}"`, safety: 'suggestion', edits: [edit] }],
  };
}

const noService: ProjectService = { name: '', definitions: [] };

interface Build {
  readonly stage: Stage;
  readonly service: ProjectService;
}

/** The stages that services build, each with its service; the last stage where no service builds any. */
function builds({ path, file }: InProject<Dockerfile>, project: Project): readonly Build[] {
  const built = project.servicesBuiltFrom(path).flatMap(service => {
    const from = project.dockerfileOf(service);
    return from.kind === 'found' && from.stage ? [{ stage: from.stage, service }] : [];
  });
  const stage = file.stages.at(-1);
  return built.length > 0 || !stage ? built : [{ stage, service: noService }];
}

function lastOf({ chain }: ImageContents, name: InstructionName): Instruction | undefined {
  return chain.flatMap(stage => stage.instructions).findLast(it => it.name === name);
}

/** An image made for systemd usually sets the signal itself; which one is not known here. */
function mayBringSignal({ base }: ImageContents): boolean {
  return /systemd|open-balena-|(?:^|[/-])init(?:[:@]|$)/i.test(base?.reference ?? '');
}

// Failures that people meet again and again, and what helps. A table: the first entry that knows the failure speaks. An
// entry that is not sure says nothing, for wrong advice costs more than none.
import type { BuildPlan, PlannedBuild } from '../../../server/src/build/build-plan.ts';
import type { StepName } from '../engine/build/step-name.ts';
import { missingFile } from './advice-missing-file.ts';

export interface FailureFacts {
  /** What the builder said, as it said it. */
  readonly said: string;
  /** The last lines of the step, without colours. */
  readonly output: readonly string[];
  readonly exitCode: number | undefined;
  readonly step: StepName | undefined;
  /** The instruction as it stands in the Dockerfile, where it was found. */
  readonly written: string | undefined;
  readonly build: PlannedBuild;
  readonly plan: BuildPlan;
}

export interface KnownFailure {
  /** In place of what the builder said; absent where that, or the exit code, says it well. */
  readonly message?: string;
  readonly advice: string;
}

type Entry = (facts: FailureFacts) => KnownFailure | undefined;

export function knownFailure(facts: FailureFacts): KnownFailure | undefined {
  for (const entry of entries) {
    const known = entry(facts);
    if (known) return known;
  }
  return undefined;
}

const entries: readonly Entry[] = [
  foreignProgram,
  noSpace,
  outOfMemory,
  windowsLineEnds,
  missingFile,
  missingPlatform,
  rateLimit,
  denied,
  untrustedCertificate,
  forgottenImage,
  unknownHost,
  unknownImage,
  unknownUser,
  missingPackage,
  missingProgram,
  notExecutable,
  needsBuildkit,
  needsLaterFrontend,
  missingSecret,
];

/** The first match of the pattern in the builder's words or in the lines of the step, the last lines first. */
function heard({ said, output }: FailureFacts, pattern: RegExp): RegExpExecArray | undefined {
  const texts = [said, ...output.toReversed()];
  for (const text of texts) {
    const match = pattern.exec(text);
    if (match) return match;
  }
  return undefined;
}

function instructionOf({ step }: FailureFacts): string {
  return step?.kind === 'instruction' ? step.text : '';
}

function foreignProgram(facts: FailureFacts): KnownFailure | undefined {
  if (!heard(facts, /exec format error|cannot execute binary file/i)) return undefined;
  const { platform } = facts.build;
  const forIt = platform === undefined ? 'of the image' : `for ${platform}`;
  return {
    message: `A program ${forIt} could not be run on this engine (exec format error)`,
    advice:
      `Either the engine's machine lacks the emulation for it: install QEMU's handlers there, or choose a builder that has them or that is of this architecture. ` +
      'Or a program of another architecture was copied into the image, or the base image names another --platform.',
  };
}

function noSpace(facts: FailureFacts): KnownFailure | undefined {
  if (!heard(facts, /no space left on device|ENOSPC|disk quota exceeded/i)) return undefined;
  return {
    message: 'The disk of the engine is full',
    advice:
      'Make room on the engine: “Slipway Images: Prune Images…” removes images that nothing uses, “docker builder prune” the build cache. In Docker Desktop the disk of its virtual machine can be made larger, too.',
  };
}

function outOfMemory(facts: FailureFacts): KnownFailure | undefined {
  const isKilled = facts.exitCode === 137 || /exit code: 137|signal: killed/.test(facts.said);
  const isFull = heard(facts, /out of memory|cannot allocate memory|Killed signal terminated|ENOMEM/i);
  if (!isKilled && !isFull) return undefined;
  return {
    ...(isKilled ? { message: 'The program was killed (exit code 137), most likely because memory ran out' } : {}),
    advice:
      'Run fewer jobs at once (such as make -j2), build fewer services at the same time, or give the engine more memory: Docker Desktop and Podman have a setting for it.',
  };
}

function windowsLineEnds(facts: FailureFacts): KnownFailure | undefined {
  if (!heard(facts, /\/(?:env|\w*sh)[^\n]{0,3}(?:\^M|\r)|‘\S+\\r’|'\S+\\r'|\$'\\r': command not found/))
    return undefined;
  return {
    advice:
      'The script has Windows line ends (CRLF), so that its interpreter is not found. Save it with LF, and write “*.sh text eol=lf” into .gitattributes.',
  };
}

function missingPlatform(facts: FailureFacts): KnownFailure | undefined {
  const none = heard(
    facts,
    /no match(?:ing)?(?: for platform in)? manifest|does not (?:match|provide) the specified platform/i,
  );
  if (!none) return undefined;
  const { said, build } = facts;
  const image =
    /image with reference (\S{1,300}) was found|(?:for |^|: )([\w./@-]{1,200}(?::[\w.-]{1,128})?): no match/.exec(said);
  const name = (image?.[1] ?? image?.[2])?.replace(/^docker\.io\/(?:library\/)?/, '');
  const has = /actual: ([\w/.-]{1,60})/.exec(said)?.[1];
  const platform = build.platform ?? 'this platform';
  const what = name ?? 'The base image';
  const isLocal = /was found but/.test(said);
  return {
    message: `${what} is not there for ${platform}${has === undefined ? '' : `, only for ${has}`}`,
    advice: isLocal
      ? `What this engine has under that name is for another platform. Pull it for ${platform} (“Slipway Images: Pull for Platform…”), or choose a base image that exists for it.`
      : `Choose a base image or tag that is published for ${platform}; the registry's page of the image lists its platforms. One that is only for other devices cannot be built on.`,
  };
}

function rateLimit(facts: FailureFacts): KnownFailure | undefined {
  if (!heard(facts, /toomanyrequests|pull rate limit|429 Too Many Requests/i)) return undefined;
  return {
    message: 'The registry refuses to send more for now: its rate limit is reached',
    advice:
      'Log in to the registry (“docker login”), which allows more; wait; or use a mirror. An image that is on this engine already is used without asking.',
  };
}

function denied(facts: FailureFacts): KnownFailure | undefined {
  const isDenied =
    /pull access denied|insufficient_scope|unauthorized|authentication required|no basic auth credentials|401 Unauthorized|403 Forbidden/i;
  if (!isDenied.test(facts.said)) return undefined;
  const image =
    /(?:pull access denied for |^|\s)(?!(?:dockerfile|gateway)\.v0:)([\w./@-]{1,200}(?::[\w.-]{1,128})?): (?:pull access denied|failed)/.exec(
      facts.said,
    )?.[1];
  return {
    message: `The registry refuses ${image ?? 'the image'}: it does not exist, or needs a login`,
    advice:
      'Check how the image is spelled, its registry and its tag. For a private one run “docker login” with that registry; if it is to be built by this project, build it first or give it a service.',
  };
}

function untrustedCertificate(facts: FailureFacts): KnownFailure | undefined {
  if (
    !heard(
      facts,
      /x509: |certificate signed by unknown authority|SSL certificate problem|CERTIFICATE_VERIFY_FAILED|server gave HTTP response to HTTPS client/i,
    )
  )
    return undefined;
  const isRun = instructionOf(facts).startsWith('RUN');
  return {
    advice: isRun
      ? 'The image does not trust the server: install ca-certificates in it, and add the certificate of your company’s proxy if there is one. A wrong clock on the engine has the same effect.'
      : 'The engine does not trust the registry: give the engine its certificate, or name it among the engine’s insecure registries if it speaks plain HTTP.',
  };
}

/**
 * A FROM is asked for by digest when its name has been resolved. A registry that cannot be reached has not done that, so
 * that the image is on the engine (seen on Engine 26 with the containerd image store; 28 uses what it has).
 */
function forgottenImage(facts: FailureFacts): KnownFailure | undefined {
  const match = /failed to do request: Head "https?:\/\/[^/"]{1,200}\/v2\/([^"]{1,300})\/manifests\/sha256:/.exec(
    facts.said,
  );
  if (!match || !instructionOf(facts).startsWith('FROM')) return undefined;
  return {
    message: `The engine asks a registry for ${match[1]}, which it has, and does not reach it`,
    advice:
      'Engine 26 does so when builds that run at the same time start from different names of one image. Build again, build one after another (setting “slipway.build.parallel”), or use a later engine.',
  };
}

function unknownHost(facts: FailureFacts): KnownFailure | undefined {
  const match = heard(
    facts,
    /lookup (\S+?)(?: on \S+)?: (?:no such host|server misbehaving|i\/o timeout|Temporary failure)|Temporary failure resolving '([^']+)'|Could not resolve host: (\S+)|bad address '([^']+)'|EAI_AGAIN (\S+)|ENOTFOUND (\S+)|Temporary failure in name resolution|Name or service not known|DNS: transient error|temporary error \(try again later\)/i,
  );
  if (!match) return undefined;
  const host = match.slice(1).find(Boolean);
  const where = instructionOf(facts).startsWith('RUN') ? 'The build step' : 'The engine';
  return {
    ...(host === undefined ? {} : { message: `${where} cannot find the host ${host}` }),
    advice: `${where} has no network or no name server: check the connection, the VPN and the DNS settings of the engine (“dns” in daemon.json), and build again.`,
  };
}

function unknownImage(facts: FailureFacts): KnownFailure | undefined {
  const match =
    /(?:^|\s|: )([\w.-]+(?:\/[\w.-]+)*(?::\d+)?(?:\/[\w./-]+)?[:@][\w.:-]{1,140}): not found/.exec(facts.said) ??
    /manifest for (\S{1,300}) not found|manifest unknown/i.exec(facts.said);
  const isMetadata =
    facts.step?.kind === 'internal' || instructionOf(facts).startsWith('FROM') || facts.step === undefined;
  if (!match || !isMetadata) return undefined;
  return {
    message: match[1] === undefined ? 'The registry has no such image' : `There is no image ${match[1]}`,
    advice:
      'Check the tag, and on which registry the image is. A tag may have been removed since; the registry’s page of the image lists those there are.',
  };
}

function unknownUser(facts: FailureFacts): KnownFailure | undefined {
  const match = heard(
    facts,
    /unable to find (user|group) ([^\s:]+)|no matching entries in (passwd|group) file|(?:chown|install): (?:invalid|unknown) (user|group)[^\s]*:? ['‘]?([^'’\s]+)|can't find [ug]id for (user|group) ([^\s:]+)|no such (user|group): ([^\s:]+)/i,
  );
  if (!match) return undefined;
  const isGroup = /group/i.test(match[0]) && !/passwd/.test(match[0]);
  const name = match[2] ?? match[5] ?? match[7] ?? match[9];
  const kind = isGroup ? 'group' : 'user';
  return {
    message: `The image has no ${kind} ${name ?? 'of that name'} at this step`,
    advice: `Create it in an earlier RUN of the same stage (${isGroup ? 'groupadd, on Alpine addgroup' : 'useradd, on Alpine adduser'}), or give its number: numbers need not exist.`,
  };
}

function missingPackage(facts: FailureFacts): KnownFailure | undefined {
  const apt = heard(
    facts,
    /Unable to locate package (\S+)|Package '?([^\s']+)'? has no installation candidate|404 +Not Found \[IP/i,
  );
  if (apt) return aptPackage(facts, apt[1] ?? apt[2]);
  // apk names the package on the line below `unable to select packages`.
  const apk = heard(facts, /^\s*(\S+) \(no such package\)/);
  if (apk)
    return {
      message: `Alpine has no package ${apk[1]?.replace(/:$/, '')} in this release`,
      advice:
        'Look the name up at pkgs.alpinelinux.org for the release and architecture of the base image; some packages are in the community or testing repository. An index that was kept in the image is old: “apk add --no-cache” fetches it anew.',
    };
  const other = heard(
    facts,
    /(?:No match for argument|Unable to find a match|No package): (\S+)|No matching distribution found for (\S+)|Could not find a version that satisfies the requirement (\S+)/i,
  );
  if (!other) return undefined;
  const name = other.slice(1).find(Boolean);
  const isPython = /distribution|requirement/.test(other[0]);
  return {
    message: `There is no package ${name} for this image`,
    advice: isPython
      ? 'It may have no wheel for this architecture or Python version: install what compiles it, choose another version, or another base image.'
      : 'Check its name for this release and architecture of the distribution, and whether its repository is enabled in the image.',
  };
}

function aptPackage(facts: FailureFacts, name: string | undefined): KnownFailure {
  const text = `${instructionOf(facts)} ${facts.written ?? ''}`;
  const updates = /\bapt(?:-get|itude)?\s(?:[^;&|]{0,80}\s)?update\b|install_packages/.test(text);
  const message = name === undefined ? undefined : `apt knows no package ${name}`;
  return {
    ...(message === undefined ? {} : { message }),
    advice: updates
      ? 'The package has another name in this release, is not made for this architecture, or its repository is not enabled. Releases that are no longer supported have moved to an archive server.'
      : 'The package index of the image is missing or stale. Write “apt-get update && apt-get install -y …” in one RUN: an update in a RUN of its own stays in the cache while packages move on.',
  };
}

function missingProgram(facts: FailureFacts): KnownFailure | undefined {
  const isMissing = facts.exitCode === 127;
  const match = heard(
    facts,
    /(?:sh|bash|ash): (?:line )?(?:\d{1,6}: )?([^\s:]+): (?:command )?not found|exec: "([^"]+)": (?:executable file not found|stat \S+: no such file)|exec (\S+): no such file or directory/,
  );
  const name = match?.[1] ?? match?.[2] ?? match?.[3];
  if (name === undefined || !(isMissing || match?.[2] !== undefined || match?.[3] !== undefined)) return undefined;
  if (/^\/bin\/sh$/.test(name))
    return {
      message: 'The image has no /bin/sh, which RUN needs',
      advice:
        'An image made from scratch or a distroless one has no shell: do the work in an earlier stage and copy the result, or use the exec form.',
    };
  return {
    message: `The image has no program ${name} at this step`,
    advice: `Install the package that brings it in an earlier RUN of this stage, or begin with a base image that has it. A script that is there but whose first line names a missing interpreter is “not found”, too.`,
  };
}

function notExecutable(facts: FailureFacts): KnownFailure | undefined {
  const match = heard(facts, /(?:exec )?"?(\.?\/[^\s:"]{1,200})"?: permission denied/i);
  if (!match || facts.exitCode !== 126) return undefined;
  return {
    message: `${match[1]} may not be run: it is not executable`,
    advice:
      'Make it executable where it is kept (“git update-index --chmod=+x”), or with “COPY --chmod=755”, or run it by its interpreter, such as “sh script.sh”.',
  };
}

function needsBuildkit(facts: FailureFacts): KnownFailure | undefined {
  const match = heard(
    facts,
    /the (--\w+) option requires BuildKit|Unknown flag: (mount|chmod|link|parents|exclude|security|network)/i,
  );
  if (!match) return undefined;
  return {
    message: `${match[1] ?? `--${match[2]}`} needs BuildKit, which this engine does not use for the build`,
    advice:
      'Choose an engine or a builder that has BuildKit, or write the instruction without it. balenaEngine and balena’s cloud builders have the classic builder only.',
  };
}

/** What reads the Dockerfile is part of the engine unless a `# syntax=` line names a later one. */
function needsLaterFrontend({ said }: FailureFacts): KnownFailure | undefined {
  const match = /unsupported frontend capability moby\.buildkit\.frontend\.(\w{1,60})/.exec(said);
  if (!match) return undefined;
  const what = match[1] === 'contexts' ? 'named contexts' : `what the build asks for (${match[1]})`;
  return {
    message: `The BuildKit of this engine is too old for ${what}`,
    advice:
      'Build on an engine from version 23 on, or write “# syntax=docker/dockerfile:1” in the first line of the Dockerfile: the engine then fetches a later reader of Dockerfiles from Docker Hub.',
  };
}

function missingSecret(facts: FailureFacts): KnownFailure | undefined {
  const match = /secret (\S{1,100}): not found|(unset ssh forward key)/i.exec(facts.said);
  if (!match) return undefined;
  return match[2] !== undefined
    ? {
        message: 'The build asks for an SSH agent and gets none',
        advice: 'Forward one through buildx: other builders of Slipway have no SSH.',
      }
    : {
        message: `The build asks for the secret ${match[1]} and gets none`,
        advice:
          'Name it in “secrets” of the Compose file and in “build.secrets” of the service, or for balena in .balena/balena.yml.',
      };
}

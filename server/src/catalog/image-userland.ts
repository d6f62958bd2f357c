/**
 * What well-known images bring of a userland: the shell an instruction can rely on, and the C library programs are linked
 * against. An image that is not listed is unknown, never guessed.
 */

export interface Userland {
  /** A shell with `pipefail`; `none` for images without any shell. */
  readonly shell: 'bash' | 'ash' | 'none';
  readonly libc: 'glibc' | 'musl' | 'none';
}

const debianLike: Userland = { shell: 'bash', libc: 'glibc' };
const alpineLike: Userland = { shell: 'ash', libc: 'musl' };

/** Images whose tags without `alpine` are built on Debian, Ubuntu, Fedora or another distribution with bash and glibc. */
const withBash = new Set(
  (
    'debian ubuntu fedora centos rockylinux almalinux amazonlinux oraclelinux archlinux opensuse opensuse/leap ' +
    'opensuse/tumbleweed buildpack-deps node python golang ruby rust gcc perl php openjdk eclipse-temurin maven gradle ' +
    'amazoncorretto ibm-semeru-runtimes sapmachine clojure elixir erlang haskell swift julia r-base rocker/r-ver pypy ' +
    'postgres mysql mariadb mongo redis nginx httpd tomcat jetty jenkins/jenkins rabbitmq cassandra wordpress drupal ' +
    'ghost kalilinux/kali-rolling nvidia/cuda ' +
    'mcr.microsoft.com/dotnet/sdk mcr.microsoft.com/dotnet/aspnet mcr.microsoft.com/dotnet/runtime ' +
    'mcr.microsoft.com/playwright continuumio/miniconda3 continuumio/anaconda3 tensorflow/tensorflow pytorch/pytorch ' +
    'quay.io/centos/centos registry.access.redhat.com/ubi8/ubi registry.access.redhat.com/ubi9/ubi ' +
    'registry.access.redhat.com/ubi8 registry.access.redhat.com/ubi9'
  ).split(' '),
);

/** Images that stand on Alpine whatever their tag says. */
const withAsh = new Set('alpine docker'.split(' '));

/** Prefixes of the architecture in the images of the library: `arm32v7/debian`. */
const architecturePrefix = /^(?:amd64|arm32v[567]|arm64v8|i386|mips64le|ppc64le|riscv64|s390x)\//;

/**
 * @param familiarName registry and repository as Docker shows them
 * @param tag empty for none
 */
export function userlandOf(familiarName: string, tag: string): Userland | undefined {
  const hasFolder = familiarName.includes('/');
  const name = hasFolder ? familiarName.replace(architecturePrefix, '') : familiarName;
  // Those are all in a folder, or are one.
  if ((hasFolder || name === 'distroless') && isWithoutShell(familiarName, tag)) {
    return { shell: 'none', libc: name.includes('static') ? 'none' : 'glibc' };
  }
  if (withAsh.has(name)) return alpineLike;
  if (name === 'busybox')
    return { shell: 'ash', libc: /glibc/.test(tag) ? 'glibc' : /musl/.test(tag) ? 'musl' : 'none' };
  if (name.startsWith('balenalib/')) return name.includes('alpine') || tag.includes('alpine') ? alpineLike : debianLike;
  if (!withBash.has(name)) return undefined;
  if (tag.includes('alpine')) return alpineLike;
  return /windows|nanoserver|servercore|chiseled|distroless|busybox/.test(tag) ? undefined : debianLike;
}

/** Whether the image is made to hold no shell: distroless ones and those of Chainguard, whose `dev` and `debug` tags have one. */
function isWithoutShell(familiarName: string, tag: string): boolean {
  if (/(?:^|-)(?:debug|dev)(?:-|$)/.test(tag)) return false;
  return (
    /(?:^|\/)distroless(?:\/|$)/.test(familiarName) ||
    /^(?:cgr\.dev\/)?chainguard\/(?:static|glibc-dynamic|cc-dynamic|nginx|node|python|jre|go|redis|postgres)$/.test(
      familiarName,
    ) ||
    (/^mcr\.microsoft\.com\/dotnet\//.test(familiarName) && /chiseled|distroless/.test(tag))
  );
}

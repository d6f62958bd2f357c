/**
 * Dockerfiles to measure and to shake: the real ones that are shared beside the project, or, where those are absent, the
 * sample's and generated ones; and one of any length, made of what real ones are made of.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpusProjects, hasCorpus } from './corpus.ts';

export interface DockerfileText {
  readonly name: string;
  readonly text: string;
}

/** Sorted by name. */
export function dockerfileTexts(): readonly DockerfileText[] {
  return hasCorpus ? corpusTexts() : ownTexts();
}

function corpusTexts(): readonly DockerfileText[] {
  return corpusProjects().flatMap(({ name, files }) =>
    Object.entries(files)
      .filter(([path]) => isDockerfile(path))
      .map(([path, text]) => ({ name: `${name}/${path}`, text })),
  );
}

/** Few and plain, yet of every instruction. */
export function ownTexts(): readonly DockerfileText[] {
  const sample = join(import.meta.dirname, '..', 'sample');
  const paths = readdirSync(sample, { recursive: true }).map(String).sort();
  const ofSample = paths.filter(isDockerfile).map(path => ({
    name: `sample/${path}`,
    text: readFileSync(join(sample, path), 'utf8'),
  }));
  const generated = Array.from({ length: 60 }, (_, i) => ({
    name: `generated ${i}`,
    text: longDockerfile(10 + i * 3, i),
  }));
  return [...ofSample, ...generated];
}

function isDockerfile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /^(?:Dockerfile|Containerfile)|\.[Dd]ockerfile$/.test(name) && !name.endsWith('.dockerignore');
}

/**
 * A Dockerfile of about `lines` lines that never says the same thing twice; it has what rules look at, good and bad.
 * Another `seed` gives another order.
 */
export function longDockerfile(lines: number, seed = 0): string {
  const written: string[] = ['# syntax=docker/dockerfile:1', 'ARG VERSION=3.22', 'FROM alpine:${VERSION} AS stage0'];
  for (let n = 1; written.length < lines; n++) {
    const stage = Math.floor(n / 40);
    if (n % 40 === 0) {
      const base = stage % 3 === 0 ? `stage${stage - 1}` : `example.com/base-${stage}:1.${stage}`;
      written.push('', `FROM ${base} AS stage${stage}`, `LABEL org.example.part="${stage}" version=1`);
    }
    const piece = pieces[(n * 5 + seed) % pieces.length];
    if (piece) written.push(...piece(n, stage));
  }
  return `${written.slice(0, lines).join('\n')}\n`;
}

const pieces: readonly ((n: number, stage: number) => readonly string[])[] = [
  n => [
    'RUN apt-get update \\',
    `    && apt-get install -y --no-install-recommends part-${n}=1.2.${n} \\`,
    `       tool-${n} "lib${n}-dev" \\`,
    '    && rm -rf /var/lib/apt/lists/*',
  ],
  n => [`ENV NAME_${n}="value ${n}" \\`, `    PATH="/opt/${n}/bin:$PATH" \\`, `    LEVEL=\${LEVEL:-${n}}`],
  (n, stage) =>
    stage > 0 ? [`COPY --from=stage${stage - 1} /out/${n} /usr/local/bin/`] : [`COPY part${n}/ /srv/${n}/`],
  n => [`WORKDIR /srv/app-${n}`],
  n => [
    `RUN set -eux; curl -fsSL https://example.com/${n}.tar.gz -o /tmp/${n}.tgz; \\`,
    `    if [ -n "$FLAG_${n}" ]; then tar -xzf /tmp/${n}.tgz; fi; \\`,
    `    rm /tmp/${n}.tgz | tee /var/log/${n}.log`,
  ],
  n => [`ARG BUILD_${n}=no`, `RUN echo "\${BUILD_${n}}" > /etc/build-${n}`],
  n => [`# What part ${n} is for, in a sentence that nobody has to obey.`, `EXPOSE ${1000 + n}/tcp`],
  n => ['RUN <<EOF', 'set -e', `pip install package${n}==${n}.0`, `cd /srv/${n} && make install`, 'EOF'],
  n => [`USER user${n}:group`, 'STOPSIGNAL SIGTERM', `VOLUME ["/data/${n}"]`],
  n => [`ADD https://example.com/file-${n}.txt /etc/`, `COPY ["a ${n}", "b", "/c ${n}/"]`],
  n => [`RUN --mount=type=cache,target=/root/.cache/${n} npm ci && npm run build-${n} || exit 1`],
  n => [`HEALTHCHECK --interval=${(n % 50) + 1}s CMD curl -f http://localhost:${n}/ || exit 1`],
  n => [`CMD ["server", "--port", "${n}"]`, `ENTRYPOINT exec /usr/bin/start-${n} "$@"`],
  n => [`SHELL ["/bin/bash", "-o", "pipefail", "-c"]`, `RUN sudo -E sh -c "chown ${n} /srv && chmod 755 /srv/${n}"`],
];

/**
 * The ports that well-known images EXPOSE: a Dockerfile that builds on one takes them over. An image that is not listed
 * is unknown, never guessed. Facts are of the images' own Dockerfiles.
 */
import { dataStoreOf } from './data-store-images.ts';

/** Distributions and languages, which serve nothing by themselves. */
const bare = new Set(
  (
    'alpine busybox debian ubuntu fedora centos rockylinux almalinux amazonlinux oraclelinux archlinux opensuse/leap ' +
    'opensuse/tumbleweed buildpack-deps node python golang ruby rust gcc perl openjdk eclipse-temurin maven gradle ' +
    'amazoncorretto ibm-semeru-runtimes sapmachine clojure elixir erlang haskell swift julia r-base pypy oven/bun ' +
    'denoland/deno kalilinux/kali-rolling nvidia/cuda haproxy ' +
    'mcr.microsoft.com/dotnet/sdk mcr.microsoft.com/dotnet/aspnet mcr.microsoft.com/dotnet/runtime ' +
    'mcr.microsoft.com/dotnet/runtime-deps registry.access.redhat.com/ubi8/ubi registry.access.redhat.com/ubi9/ubi ' +
    'registry.access.redhat.com/ubi8/ubi-minimal registry.access.redhat.com/ubi9/ubi-minimal ' +
    'registry.access.redhat.com/ubi8 registry.access.redhat.com/ubi9 continuumio/miniconda3'
  ).split(' '),
);

const exposed: ReadonlyMap<string, readonly number[]> = new Map([
  ['nginx', [80]],
  ['nginxinc/nginx-unprivileged', [8080]],
  ['httpd', [80]],
  ['caddy', [80, 443, 2019]],
  ['traefik', [80]],
  ['tomcat', [8080]],
  ['jetty', [8080]],
  ['ghost', [2368]],
  ['registry', [5000]],
  ['jenkins/jenkins', [8080, 50000]],
  ['grafana/grafana', [3000]],
  ['prom/prometheus', [9090]],
  ['eclipse-mosquitto', [1883]],
  ['nodered/node-red', [1880]],
  ['adminer', [8080]],
  ['sonarqube', [9000]],
]);

/** Images of PHP programs, served by Apache unless the tag says otherwise. */
const withApache = new Set('wordpress drupal joomla nextcloud phpmyadmin mediawiki'.split(' '));

/** Prefixes of the architecture in the images of the library: `arm32v7/debian`. */
const architecturePrefix = /^(?:amd64|arm32v[567]|arm64v8|i386|mips64le|ppc64le|riscv64|s390x)\//;

/**
 * @param familiarName registry and repository as Docker shows them
 * @param tag empty for none
 */
export function portsExposedByImage(familiarName: string, tag: string): readonly number[] | undefined {
  const name = familiarName.replace(architecturePrefix, '');
  if (bare.has(name) || name.startsWith('balenalib/') || /(?:^|\/)distroless\//.test(name)) return [];
  if (name === 'php') return tag.includes('apache') ? [80] : tag.includes('fpm') ? [9000] : [];
  if (withApache.has(name)) return tag.includes('fpm') ? [9000] : [80];
  return exposed.get(name) ?? dataStoreOf(name)?.ports;
}

/** Images whose program, started as the image starts it, listens at the ports it EXPOSEs and at no others. */
const withoutOthers = new Set('postgres mysql mariadb redis valkey/valkey mongo memcached'.split(' '));

/** All ports of a container of the image as it is; undefined when there may be others. */
export function portsOfImage(familiarName: string, tag: string): readonly number[] | undefined {
  return withoutOthers.has(familiarName) ? portsExposedByImage(familiarName, tag) : undefined;
}

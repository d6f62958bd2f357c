/** What the catalogue of base images says of references, and that it does not contradict itself. */
import { describe, expect, it } from 'vitest';
import { endedSupport } from '../../server/src/catalog/base-image-age.ts';
import { baseImageProducts, endedSystems, supportCatalogueDate } from '../../server/src/catalog/base-image-support.ts';

function ageOf(reference: string): string {
  const colon = reference.lastIndexOf(':');
  const support = endedSupport(reference.slice(0, colon), reference.slice(colon + 1));
  if (!support) return 'supported or unknown';
  return `${support.ended.map(it => it.title).join(', ')} -> ${support.successor ?? 'none'}`;
}

describe('references', () => {
  it.each([
    ['debian:10.4-slim', 'Debian 10 -> debian:13-slim'],
    ['debian:buster-20200803-slim', 'Debian 10 (buster) -> debian:trixie-slim'],
    ['debian:stretch-backports', 'Debian 9 (stretch) -> debian:trixie-backports'],
    ['ubuntu:focal', 'Ubuntu 20.04 (focal) -> ubuntu:resolute'],
    ['alpine:3.15.4', 'Alpine Linux 3.15 -> alpine:3.24'],
    ['node:carbon-alpine', 'Node.js 8 -> node:24-alpine'],
    ['node:25-slim', 'Node.js 25 -> node:26-slim'],
    ['node:22.14.0-bullseye-slim', 'Debian 11 (bullseye) -> node:22-trixie-slim'],
    ['node:lts-buster', 'Debian 10 (buster) -> node:lts-trixie'],
    ['node:16-alpine3.13', 'Node.js 16, Alpine Linux 3.13 -> node:24-alpine3.24'],
    ['python:2', 'Python 2 -> python:3.14'],
    ['python:2.7-slim-stretch', 'Python 2.7, Debian 9 (stretch) -> python:3.14-slim-trixie'],
    ['php:7.4-fpm-buster', 'PHP 7.4, Debian 10 (buster) -> php:8.5-fpm-trixie'],
    ['php:7.2-apache-alpine', 'PHP 7.2 -> none'],
    ['openjdk:8u111-jdk-alpine', 'The image openjdk -> eclipse-temurin:8-jdk-alpine'],
    ['openjdk:8-windowsservercore', 'The image openjdk -> none'],
    ['eclipse-temurin:17-jre-alpine-3.20', 'Alpine Linux 3.20 -> eclipse-temurin:17-jre-alpine'],
    ['buildpack-deps:buster-curl', 'Debian 10 (buster) -> buildpack-deps:trixie-curl'],
    ['centos:centos7.9.2009', 'CentOS Linux 7 -> none'],
    ['quay.io/centos/centos:stream8', 'CentOS Stream 8 -> none'],
    ['mysql:5.7', 'MySQL 5.7 -> none'],
    ['mcr.microsoft.com/dotnet/sdk:6.0', '.NET 6 -> mcr.microsoft.com/dotnet/sdk:10.0'],
    ['mirror.gcr.io/library/debian:buster', 'Debian 10 (buster) -> mirror.gcr.io/library/debian:trixie'],
    ['arm32v7/debian:buster', 'Debian 10 (buster) -> none'],
    ['example/app:1-focal', 'Ubuntu 20.04 (focal) -> none'],
  ])('%s', (reference, expected) => {
    expect(ageOf(reference)).toBe(expected);
  });

  it.each([
    'debian:bookworm',
    'debian:stable-slim',
    'ubuntu:24.04',
    'alpine:3',
    'alpine:edge',
    'node:24',
    'node:latest',
    'python:3',
    'python:3.11-slim',
    'golang:1',
    'php:8',
    'mysql:8',
    'mariadb:10',
    'redis:7',
    'openjdk:28-ea-slim',
    'fedora:rawhide',
    'example/app:lunar',
    'example/node:16',
    'rust:1.64',
  ])('%s is supported or unknown', reference => {
    expect(ageOf(reference)).toBe('supported or unknown');
  });
});

describe('the catalogue', () => {
  it('sends nobody to what it calls ended', () => {
    const successors = baseImageProducts.flatMap(({ images, successors = [] }) =>
      images.flatMap(image => successors.map(tag => `${image}:${tag}`)),
    );
    expect(successors.length).toBeGreaterThan(100);
    expect(successors.filter(it => ageOf(it) !== 'supported or unknown')).toEqual([]);
  });

  it('has dates, none behind its own day, and no series that is both', () => {
    for (const { title, ended, supported } of baseImageProducts) {
      const rows = ended.trim() === '' ? [] : ended.trim().split(/\s+/);
      for (const row of rows) expect(row, title).toMatch(/^[\d.]+:\d{4}-\d\d-\d\d$/);
      const series = rows.map(row => row.split(':')[0]);
      expect(new Set(series).size, title).toBe(series.length);
      expect(
        supported.split(' ').filter(it => series.includes(it)),
        title,
      ).toEqual([]);
      for (const row of rows) expect((row.split(':')[1] ?? '') <= supportCatalogueDate, `${title} ${row}`).toBe(true);
    }
    for (const { ended } of endedSystems) expect(ended <= supportCatalogueDate).toBe(true);
  });
});

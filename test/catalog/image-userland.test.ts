import { expect, it } from 'vitest';
import { userlandOf } from '../../server/src/catalog/image-userland.ts';

it.each([
  ['debian', '13-slim', 'bash', 'glibc'],
  ['arm32v7/debian', '13', 'bash', 'glibc'],
  ['node', '24', 'bash', 'glibc'],
  ['node', '24-alpine3.22', 'ash', 'musl'],
  ['alpine', '', 'ash', 'musl'],
  ['docker', '28-dind', 'ash', 'musl'],
  ['busybox', '1.37-glibc', 'ash', 'glibc'],
  ['busybox', '1.37', 'ash', 'none'],
  ['balenalib/raspberrypi4-64-debian', 'bookworm', 'bash', 'glibc'],
  ['balenalib/raspberrypi4-64-alpine-node', '20', 'ash', 'musl'],
  ['gcr.io/distroless/base-debian13', 'nonroot', 'none', 'glibc'],
  ['gcr.io/distroless/static', '', 'none', 'none'],
  ['mcr.microsoft.com/dotnet/aspnet', '9.0-noble-chiseled', 'none', 'glibc'],
])('%s:%s has %s and %s', (name, tag, shell, libc) => {
  expect(userlandOf(name, tag)).toEqual({ shell, libc });
});

it.each([
  ['registry.example.com/team/base', '1'],
  ['gcr.io/distroless/base-debian13', 'debug'],
  ['golang', '1.24-nanoserver'],
])('nothing is known of %s:%s', (name, tag) => {
  expect(userlandOf(name, tag)).toBeUndefined();
});

import { describe, expect, it } from 'vitest';
import { balenalibImage, officialImageFor } from '../../server/src/catalog/balenalib-images.ts';

function official(reference: string): string | undefined {
  const image = balenalibImage(reference);
  return image && officialImageFor(image);
}

describe('The official image in place of', () => {
  it.each([
    ['balenalib/intel-nuc-debian-node', 'node:lts-slim'],
    ['balenalib/intel-nuc-debian-node:latest', 'node:lts-slim'],
    [`balenalib/intel-nuc-debian-node@sha256:${'0a61'.repeat(16)}`, 'node:lts-slim'],
    ['balenalib/fincm3-debian-node:10-buster', 'node:10-buster-slim'],
    ['balenalib/fincm3-node:10', 'node:10-slim'],
    ['balenalib/fincm3-alpine:3.8', 'alpine:3.8'],
    ['balenalib/%%BALENA_MACHINE_NAME%%-debian:buster', 'debian:buster-slim'],
    ['balenalib/%%BALENA_MACHINE_NAME%%-debian', 'debian:trixie-slim'],
    ['balenalib/%%BALENA_ARCH%%-python:3.7.2-stretch-run', 'python:3.7.2-slim-stretch'],
    ['balenalib/%%BALENA_ARCH%%-python:3.11-bullseye-build-20230101', 'python:3.11-bullseye'],
    ['balenalib/aarch64-alpine-golang:1.21-3.17', 'golang:1.21-alpine3.17'],
    ['balenalib/raspberrypi4-64-ubuntu:focal-run-20220320', 'ubuntu:focal'],
    ['balenalib/amd64-fedora:39', 'fedora:39'],
    ['balenalib/amd64-aspnet:6.0', 'mcr.microsoft.com/dotnet/aspnet:6.0'],
    ['balenalib/amd64-openjdk:8-stretch-run', 'eclipse-temurin:8-jre'],
  ])('%s is %s', (reference, wanted) => {
    expect(official(reference)).toBe(wanted);
  });

  it.each([
    ['tools only balena’s image has', 'balenalib/aarch64-alpine:3.17-build'],
    ['packages of a vendor', 'balenalib/jetson-xavier-ubuntu:bionic'],
    ['the oldest ARM', 'balenalib/raspberry-pi-debian:bookworm'],
    ['another package manager', 'balenalib/amd64-fedora-node:20'],
    ['a release no official image has', 'balenalib/amd64-ubuntu-python:3.8-focal'],
    ['an old Java', 'balenalib/amd64-openjdk:7'],
  ])('is none for %s', (_, reference) => {
    expect(balenalibImage(reference)).toBeDefined();
    expect(official(reference)).toBeUndefined();
  });
});

describe('No image of that kind is', () => {
  it.each([
    'debian:13',
    'balena/open-balena-api',
    'balenalib/toaster-debian',
    'balenalib/aarch64-debian-rust',
    'balenalib/aarch64-debian:next',
    'balenalib/aarch64-${DISTRO}:1',
    'balenalib/%%BALENA_ARCH%%debian',
    'balenalib/',
  ])('%s', reference => {
    expect(balenalibImage(reference)).toBeUndefined();
  });
});

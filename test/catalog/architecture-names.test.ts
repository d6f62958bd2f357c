import { expect, it } from 'vitest';
import { architectureOf, architecturesIn } from '../../server/src/catalog/architecture-names.ts';

it('knows an architecture by the names of Docker, the kernel, balena and others', () => {
  const ids = ['amd64', 'x86_64', 'X64', 'arm64', 'aarch64', 'armv7hf', 'armhf', 'rpi', 'i386', 'arm/v7'].map(
    name => architectureOf(name)?.id,
  );
  expect(ids).toEqual(['amd64', 'amd64', 'amd64', 'arm64', 'arm64', 'arm/v7', 'arm/v7', 'arm/v6', '386', 'arm/v7']);
  expect(architectureOf('arm')).toBeUndefined();
});

it('finds them in texts as words of their own', () => {
  const words = (text: string) => architecturesIn(text).map(it => `${it.word}@${it.index}`);
  expect(words('tool_linux-x86_64.tar.gz')).toEqual(['x86_64@11']);
  expect(words('a-amd64/b.arm64v8+aarch64')).toEqual(['amd64@2', 'arm64v8@10', 'aarch64@18']);
  expect(words('myamd64 linux64 arm charm64')).toEqual([]);
});

// Which instruction of which stage made which step of an image's history.
import { describe, expect, it } from 'vitest';
import { isLikely, matchDockerfile } from '../../../client/src/layers/dockerfile-match.ts';

const buildkit = (...steps: readonly string[]) =>
  steps.map(createdBy => ({ createdBy, comment: 'buildkit.dockerfile.v0', isEmpty: false }));
const base = ['COPY rootfs / # buildkit', 'ENV PATH=/bin', 'CMD ["sh"]'];

/** `step → line` of what was found, both counted from 1. */
function tied(history: ReturnType<typeof buildkit>, text: string): readonly string[] {
  const match = matchDockerfile(history, text);
  return [...(match?.instructions ?? [])]
    .sort(([a], [b]) => a - b)
    .map(([step, { span }]) => `${step + 1} → ${text.slice(0, span.start).split('\n').length}`);
}

describe('A history', () => {
  it('of BuildKit is tied to the instructions of the file', () => {
    const file = [
      'FROM box:1',
      'ARG DEST=/data',
      'ENV A="x y" B=2',
      'COPY --from=build /src $DEST',
      'RUN --mount=type=cache,target=/c echo "$DEST" && \\',
      '    # why',
      '    echo two   spaces',
      'RUN ["/bin/sh", "-c", "echo exec"]',
      'RUN <<END',
      'echo hi',
      'END',
      'WORKDIR rel',
      'USER 1000',
      'EXPOSE 3000',
      'HEALTHCHECK CMD true',
      'CMD sh -c x',
    ].join('\n');
    const history = buildkit(
      ...base,
      'ARG DEST=/data',
      'ENV A=x y B=2',
      'COPY /src /data # buildkit',
      'RUN |1 DEST=/data /bin/sh -c echo "$DEST" &&     echo two   spaces # buildkit',
      'RUN |1 DEST=/data /bin/sh -c echo exec # buildkit',
      'RUN |1 DEST=/data /bin/sh -c echo hi\n # buildkit',
      'WORKDIR /rel',
      'USER 1000',
      'EXPOSE [3000/tcp]',
      'HEALTHCHECK &{["CMD-SHELL" "true"] "0s" "0s" "0s" "0s" \'\\x00\'}',
      'CMD ["/bin/sh" "-c" "sh -c x"]',
    );
    const lines = [2, 3, 4, 5, 8, 9, 12, 13, 14, 15, 16];
    expect(tied(history, file)).toEqual(lines.map((line, i) => `${i + 4} → ${line}`));
    expect(matchDockerfile(history, file)).toMatchObject({ ownFrom: 3, share: 1, stage: 0 });
  });

  it('of the classic builder is, too', () => {
    const file = 'FROM box:1\nCOPY app /app\nRUN ls /app\nENV A=b\nCMD ["sh"]\n';
    const history = buildkit(
      '/bin/sh -c #(nop) COPY dir:bbd8f6b71094fa66511107ac860fd583a6ac1a0b164c8e53049afacf8b71d432 in /app ',
      '/bin/sh -c ls /app',
      '/bin/sh -c #(nop)  ENV A=b',
      '/bin/sh -c #(nop)  CMD ["sh"]',
    );
    expect(tied(history, file)).toEqual(['1 → 2', '2 → 3', '3 → 4', '4 → 5']);
  });

  it('is explained by the stage that was built, with those it is built on', () => {
    const file = 'FROM box:1 AS tools\nRUN make tools\nFROM tools AS app\nCOPY app /app\nFROM box:1\nRUN other\n';
    const history = buildkit(...base, 'RUN /bin/sh -c make tools # buildkit', 'COPY app /app # buildkit');
    expect(matchDockerfile(history, file)).toMatchObject({ stage: 1, ownFrom: 3, share: 1 });
    expect(matchDockerfile(history, file, 'tools')).toMatchObject({ stage: 0 });
  });

  it('is tied to what is still the same when the file was edited since', () => {
    const file = 'FROM box:1\nRUN one\nRUN two, but better\nRUN three\n';
    const history = buildkit(
      'RUN /bin/sh -c one # buildkit',
      'RUN /bin/sh -c two # buildkit',
      'RUN /bin/sh -c three # buildkit',
    );
    expect(tied(history, file)).toEqual(['1 → 2', '3 → 4']);
    const match = matchDockerfile(history, file);
    expect(match && isLikely(match)).toBe(true);
  });

  it('is tied to nothing in a file that has only what all files have', () => {
    const history = buildkit(...base, 'ENV A=b', 'CMD ["sh"]');
    expect(matchDockerfile(history, 'FROM box:1\nENV A=b\nCMD ["sh"]\n')).toBeUndefined();
    expect(matchDockerfile(history, '')).toBeUndefined();
    expect(matchDockerfile([], 'FROM a\nRUN b\n')).toBeUndefined();
  });

  it('takes the uppermost of two steps that say the same', () => {
    const history = buildkit('RUN /bin/sh -c apk update # buildkit', 'RUN /bin/sh -c apk update # buildkit');
    expect(tied(history, 'FROM box:1\nRUN apk update\n')).toEqual(['2 → 2']);
  });
});

/**
 * One small project for every safe fix of a Dockerfile rule, to be built before and after it. Base images of
 * distributions cannot be had without a registry: where a fix is about a package manager, `manager` below stands in for
 * it, which asks, installs and caches as the real ones do.
 */

export interface SafeFixFixture {
  /** `BASE` is replaced by the name of the base image. */
  readonly dockerfile: string;
  /** Further files of the context; those below `programs/` are executable. */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * `fails`: the builder refuses the file, or a step fails, before the fix. `loses`: it builds and loses a file, which the
   * fix brings back.
   */
  readonly before?: 'fails' | 'loses';
  /** Folders that may differ, since the fix is about what is left there. */
  readonly except?: readonly string[];
}

/**
 * Installs by writing the package's name below /opt, keeps an index and a cache, and asks before it installs unless it is
 * told not to: apk, pip and yarn never ask.
 */
const manager = `#!/bin/sh
name=\${0##*/}
case $name in apt) name=apt-get ;; pip3) name=pip ;; esac
keeps=1 asks=1 action= packages=
case $name in apk|pip|yarn) asks= ;; esac
for word; do
  case $word in
    --no-cache|--no-cache-dir) keeps= ;;
    --yes|--assume-yes|--non-interactive) asks= ;;
    --*) ;;
    -*[yn]*) asks= ;;
    -*) ;;
    *) if [ -z "$action" ]; then action=$word; else packages="$packages $word"; fi ;;
  esac
done
case $action in
  update) mkdir -p /var/lib/$name && echo index > /var/lib/$name/index ;;
  install|add|in)
    if [ -n "$asks" ]; then
      printf 'Continue? [y/N] '
      read -r answer && [ "$answer" = y ] || { echo aborted; exit 1; }
    fi
    mkdir -p /opt
    for package in $packages; do echo "$package" > "/opt/$package"; done
    [ -z "$keeps" ] || { mkdir -p "/var/cache/$name" && echo kept > "/var/cache/$name/archive"; } ;;
  clean|cache) rm -rf "/var/cache/$name" ;;
  *) echo "unknown action $action" >&2; exit 2 ;;
esac
`;

function withManager(name: string, lines: string, more: Partial<SafeFixFixture> = {}): SafeFixFixture {
  return {
    dockerfile: `FROM BASE\nCOPY programs/ /usr/bin/\n${lines}`,
    files: {
      [`programs/${name}`]: manager,
      ...(name === 'apt' ? { 'programs/apt-get': manager } : {}),
    },
    ...more,
  };
}

/** By rule, without `dockerfile/`. */
export const safeFixFixtures: Readonly<Record<string, SafeFixFixture>> = {
  'inconsistent-instruction-casing': {
    dockerfile: 'FROM BASE\nENV KEEL=oak\nrun echo $KEEL > /keel\nCopy note /note\nCMD ["cat", "/keel"]\n',
    files: { note: 'weighed\n' },
  },
  'inconsistent-as-casing': {
    dockerfile: 'FROM BASE as hull\nRUN echo oak > /keel\nFROM BASE AS ship\nCOPY --from=hull /keel /keel\n',
  },
  'uppercase-directive': {
    dockerfile: '# Escape=`\nFROM BASE\nRUN echo one > /one && `\n    echo two > /two\n',
  },
  'empty-continuation-line': {
    dockerfile:
      'FROM BASE\nRUN echo one > /one && \\\n\n    # a word about two\n    echo two > /two\nENV A=1 \\\n\n    B=2\n',
  },
  'uppercase-stage-name': {
    dockerfile:
      'FROM BASE AS Hull\nRUN echo oak > /keel\nFROM hull AS mast\nRUN --mount=from=hull,target=/below cp /below/keel /copy\nFROM BASE\nCOPY --from=HULL /keel /keel\nCOPY --from=mast /copy /copy\n',
  },
  'uppercase-expose-protocol': {
    dockerfile: 'FROM BASE\nEXPOSE 80/TCP 53/Udp 443\n',
  },
  'expose-host-mapping': {
    dockerfile: 'FROM BASE\nEXPOSE 8080:80 127.0.0.1:5353:53/udp\n',
  },
  'legacy-key-value': {
    dockerfile:
      'FROM BASE\nENV KEEL oak and  "iron"\nENV PLAIN one\nLABEL note of the captain\nENV LONG first \\\n    second\nRUN printf %s "$KEEL" > /keel\n',
  },
  'duplicate-cmd': {
    dockerfile: 'FROM BASE\nCMD ["true"]\nRUN echo x > /x\n# the real one\nCMD ["cat", "/x"]\n',
  },
  'duplicate-entrypoint': {
    dockerfile: 'FROM BASE\nENTRYPOINT ["true"]\nENV A=1\nENTRYPOINT ["cat", "/x"]\n',
  },
  'duplicate-healthcheck': {
    dockerfile: 'FROM BASE\nHEALTHCHECK NONE\nENV A=1\nHEALTHCHECK --interval=30s CMD ["true"]\n',
  },
  'invalid-definition-description': {
    dockerfile:
      '# The hull of it all\nFROM BASE AS ship\n# what the keel is made of\nARG KEEL=oak\nRUN echo $KEEL > /keel\n',
  },
  'redundant-target-platform': {
    dockerfile: 'FROM --platform=$TARGETPLATFORM BASE AS hull\nRUN uname -m > /machine\n',
  },
  'destination-without-slash': {
    dockerfile: 'FROM BASE\nCOPY one two /cargo\n',
    files: { one: '1\n', two: '2\n' },
    before: 'loses',
  },
  'add-instead-of-copy': {
    dockerfile: 'FROM BASE\nWORKDIR /hold\nADD one ./\nADD --chown=1:2 two stowed/two\nADD deck deck\n',
    files: {
      one: '1\n',
      two: '2\n',
      'deck/plank': 'pine\n',
      'deck/below/lamp': 'brass\n',
    },
  },
  'apt-instead-of-apt-get': withManager(
    'apt',
    'RUN apt update && \\\n    # what it needs\n    apt install -y --no-install-recommends anchor chain\n',
  ),
  'apt-get-without-yes': withManager(
    'apt-get',
    'RUN apt-get update && apt-get install --no-install-recommends anchor\n',
    {
      before: 'fails',
    },
  ),
  'yum-without-yes': withManager('yum', 'RUN yum install anchor && yum clean all\n', { before: 'fails' }),
  'dnf-without-yes': withManager('dnf', 'RUN dnf install anchor && dnf clean all\n', { before: 'fails' }),
  'zypper-without-yes': withManager('zypper', 'RUN zypper install anchor && zypper clean\n', { before: 'fails' }),
  'apk-cache-left-behind': withManager('apk', 'RUN apk add anchor chain\n', {
    except: ['/var/cache'],
  }),
  'pip-cache-left-behind': withManager('pip', 'RUN pip install anchor==1.0 \\\n    chain==2.0\n', {
    except: ['/var/cache'],
  }),
  'yum-cache-left-behind': withManager('yum', 'RUN yum install -y anchor\n', {
    except: ['/var/cache'],
  }),
  'dnf-cache-left-behind': withManager('dnf', 'RUN echo first > /first \\\n  && dnf install -y anchor\n', {
    except: ['/var/cache'],
  }),
  'zypper-cache-left-behind': withManager('zypper', 'RUN zypper -n install anchor\n', {
    except: ['/var/cache'],
  }),
  'yarn-cache-left-behind': withManager('yarn', 'RUN yarn install\n', {
    except: ['/var/cache'],
  }),
  'verbose-wget': {
    dockerfile:
      'FROM BASE\nCOPY programs/ /usr/bin/\nRUN /usr/bin/wget https://example.com/anchor && \\\n    /usr/bin/wget -O /chain https://example.com/chain\n',
    files: {
      'programs/wget':
        '#!/bin/sh\nto=${0##*/}\nwhile [ $# -gt 0 ]; do\n  case $1 in -O) shift; to=$1 ;; -*) ;; *) from=$1 ;; esac\n  shift\ndone\n[ "$to" = wget ] && to=/${from##*/}\necho "$from" > "$to"\n',
    },
  },
  'unsorted-packages': withManager(
    'apt-get',
    'RUN apt-get update && apt-get install -y --no-install-recommends \\\n    chain \\\n    # holds the ship\n    anchor \\\n    bell \\\n    && true\n',
  ),
};

/** What `--help` prints. */
import type { Topic } from './arguments.ts';

export const helpTexts: Readonly<Record<Topic, string>> = {
  slipway: `Slipway lints Dockerfiles, Compose files and balena projects, plans their builds and draws what they wire together.

Usage: slipway <command> [options]

Commands:
  lint [PATH…]       Lint files and folders; mend what can be mended
  build --plan PATH  Show what would be built for a device or platform, and why
  topology PATH      Draw what a Compose file wires together
  rules              List the rules
  explain RULE       Explain a rule, also by another tool's name for it (DL3007)
  help [COMMAND]     Show the options of a command

Options:
  -h, --help         Show this text, or that of a command
  -V, --version      Show the version
      --no-color     No colours (NO_COLOR and FORCE_COLOR work, too)

Examples:
  slipway lint                             everything below the current folder
  slipway lint --fix compose.yaml          apply the fixes that change nothing that is built or deployed
  slipway lint --format sarif > out.sarif  for a code scanning service
`,
  lint: `Lint Dockerfiles, Compose files, balena’s files, .dockerignore and .slipway.yaml.

Usage: slipway lint [options] [PATH…]

A PATH is a file, or a folder that is searched; the current folder when there is none. In folders, what git ignores is
left out, and so are .git and node_modules. A PATH you name is always linted.

Output:
  -f, --format FORMAT       text (default), json, sarif (2.1.0) or github (workflow annotations)
  -q, --quiet               Findings only: no summary, no notes, no progress bar; errors are still told
      --no-color            No colours (NO_COLOR and FORCE_COLOR work, too)

Fixes:
      --fix                 Apply safe fixes: they keep what is built and deployed the same
      --fix=all             Apply suggestions, too: look at what they change
      --diff                Print what --fix would change as a diff and write nothing

Rules:
      --all-rules           Also rules that are off by default
      --rule ID=SEVERITY    error, warning, hint or off for one rule; may be given often
      --config FILE         Take this .slipway.yaml as well; those of the projects still win over it
      --shellcheck PATH     The shellcheck that looks at the scripts of Dockerfiles, or off; without this, the one on
                            the PATH if there is one
      --exclude PATTERN     Leave out, as in a .gitignore of the current folder; may be given often

What the files are for (these win over the .slipway.yaml of a project):
      --dialect DIALECT     auto (default), docker or balena
      --device SLUG         The balena device type to check for, such as raspberrypi4-64
      --balena-parser WHICH both (default), cli or builder: who will read the Compose files
      --kind KIND           Take the files named as PATH for dockerfile, compose, manifest, ignore-file or config,
                            whatever their names
      --stdin-filename NAME Lint standard input as if it were the file NAME, with the files beside it.
                            With --fix the mended text goes to standard output and the findings to standard error.

Exit code: 0 nothing at or above the threshold; 1 findings (with --diff: changes) at or above it; 2 wrong usage, or a
file that could not be read, is not ours to lint, or could not be written.
      --fail-on SEVERITY    The threshold: error, warning (default), hint or never
`,
  build: `Show what would be built, as data, before anything is built. Building itself is done in the editor for now.

Usage: slipway build --plan [options] [PATH]

PATH is a Compose file, a Dockerfile, or the folder of a project; the current folder when there is none. Nothing is
written, no engine is asked, and what secrets hold is never read.

For what:
  -d, --device SLUG         A balena device type, such as raspberrypi4-64; may be given often. Without any, the one the
                            project is for
      --platform PLATFORM   A platform (linux/arm64) or a balena architecture (armv7hf); may be given often
      --dialect DIALECT     auto (default), docker or balena: by whose rules files are chosen and ignored

What:
  -s, --service NAME        A service; may be given often. All that have a build when none is given
      --target STAGE        A stage by name or number, instead of what Compose says
      --build-arg NAME=VAL  A build argument; NAME alone takes its value from the environment
      --project-name NAME   What the names of images begin with
      --tag TAG             What stands behind the colon in names Slipway makes; latest when not given
      --one-image           Several platforms under one name, as one image
      --multi-dockerignore  As balena’s option: each service has a .dockerignore of its own

Output:
  -f, --format FORMAT       json (default) or text
      --no-color            No colours (NO_COLOR and FORCE_COLOR work, too)

Exit code: 0 all can be built; 1 something that was asked for cannot, and the plan says why; 2 wrong usage, or nothing
to build.
`,
  topology: `Draw what a Compose file wires together: services, networks, ports, volumes and what depends on what.

Usage: slipway topology [options] [PATH]

PATH is a Compose file, or a folder that holds one; the current folder when there is none. Of a balena project without
one it is the Dockerfile, drawn as balena runs it. The picture goes to standard output; no engine is asked.

Output:
  -f, --format FORMAT       svg (default), mermaid (a flowchart in words) or json (the data, each part with its place)
      --theme THEME         Colours of svg: light, dark, or auto (default), which follows whoever looks at it
      --no-color            No colours in messages (NO_COLOR and FORCE_COLOR work, too)

For what:
      --profile NAME        A profile that is on; may be given often. Services of others are drawn faint
  -d, --device SLUG         The balena device type around it, such as raspberrypi4-64
      --dialect DIALECT     auto (default), docker or balena

Exit code: 0 drawn; 2 wrong usage, or no Compose file.
`,
  rules: `List the rules: id, severity, dialect, fix, and what each is about.

Usage: slipway rules [--format text|json]
`,
  explain: `Explain a rule: what it is about, why it matters, an example, and where to read on.

Usage: slipway explain RULE

RULE is an id (compose/privileged-service), the part behind its slash, or the name of the same check in another tool
(DL3007, hadolint:DL3007).
`,
};

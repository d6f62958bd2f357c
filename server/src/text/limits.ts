/**
 * Every limit of the core in one place, each with its reason. Reaching one is told to the user as a single hint at the
 * top of the file; nothing is cut silently.
 */

/** Characters of a file that is still parsed. Real Dockerfiles and Compose files stay under 200,000; larger is data. */
export const maxFileLength = 2_000_000;

/** Findings shown for one file. More than this is not a list anybody works through. */
export const maxFindingsPerFile = 1_000;

/**
 * Alias expansions in one YAML file, nested ones counted each time: enough for any real file (big stacks that share
 * nested defaults reach about 1,000), too few for the “billion laughs” attack.
 */
export const maxYamlAliases = 10_000;
/** Nodes that all those expansions together may show. The biggest real files stay below 20,000. */
export const maxYamlExpandedNodes = 200_000;
/** Words and marks of one YAML file that are read, 1 MB of ordinary text: hostile text costs at most about two seconds. */
export const maxYamlTokens = 500_000;
/** Documents of one YAML file that are read. Compose files have one; a service may be defined anew in each of them. */
export const maxYamlDocuments = 100;
/** Problems that are kept of one YAML file; a file with more is not YAML, and nobody reads on. */
export const maxYamlProblems = 100;

/** Nesting of YAML that is still read; deeper files come from generators or attackers. */
export const maxYamlDepth = 200;

/** Places of one Compose file that are told not to fit its schema: more than anybody sees, so that hostile files stay cheap. */
export const maxSchemaProblems = 3_000;

/** Entries of one directory that are listed. A build context with more is still found, its tail is not looked at. */
export const maxDirectoryEntries = 10_000;

/** Files read at once; more only queues inside the operating system. */
export const maxParallelReads = 16;

/** Depth of `extends` and `include` chains, far above any real project. */
export const maxIncludeDepth = 20;

/** Source files of another service's build context that are searched for `name:port` (issue: only within bounds). */
export const maxEvidenceFiles = 200;
/** Characters of one such file. */
export const maxEvidenceFileLength = 256 * 1024;
/** Characters of one such build context altogether. */
export const maxEvidenceContextLength = 4 * 1024 * 1024;

/** Folders walked when a workspace is searched for Dockerfiles and Compose files. */
export const maxFoldersWalked = 20_000;

/** Levels of a shell script that a command's `within` tells apart; deeper ones are read, but not told. */
export const maxShellDepth = 50;

/** Scripts of one Dockerfile that ShellCheck is asked about. The biggest real files have about a hundred RUNs. */
export const maxScriptsPerRun = 500;
/** Characters of the scripts whose answers are kept: those of some thousand files, or of a few that are as large as may be. */
export const maxRememberedScriptLength = 20_000_000;

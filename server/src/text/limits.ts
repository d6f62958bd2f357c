/**
 * Every limit of the core in one place, each with its reason. Reaching one is told to the user as a single hint at the
 * top of the file; nothing is cut silently.
 */

/** Characters of a file that is still parsed. Real Dockerfiles and Compose files stay under 200,000; larger is data. */
export const maxFileLength = 2_000_000;

/** Findings shown for one file. More than this is not a list anybody works through. */
export const maxFindingsPerFile = 1_000;

/** Alias expansions in one YAML file: enough for any real file, too few for the “billion laughs” attack. */
export const maxYamlAliases = 1_000;

/** Nesting of YAML that is still read; deeper files come from generators or attackers. */
export const maxYamlDepth = 200;

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

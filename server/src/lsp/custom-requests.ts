/**
 * What Slipway's own client and server say to each other beyond the protocol. Only types: the client imports them with
 * `import type`, so that nothing of the server gets into its bundle. Method names are the keys.
 */
import type { Diagnostic, LSPAny, Range } from 'vscode-languageserver';
import type { BuildRequest, PlanAnswer } from '../build/build-plan.ts';
import type { BuildTargetsAnswer } from '../build/build-targets.ts';
import type { DeviceRunAnswer } from '../build/device-run.ts';
import type { DeviceRunRequest } from '../build/plan-device-run.ts';
import type { LessonFacts } from '../lessons/facts.ts';
import type { CheckAnswer } from '../lessons/lesson-checks.ts';
import type { OutlineItem } from '../pictures/topology/outline.ts';

/** Requests of the client, by method. */
export interface ClientRequests {
  /** What is wrong in the files nobody has opened. Reports progress to `workDoneToken`, stops when cancelled. */
  'slipway/checkWorkspace': { params: { readonly workDoneToken?: string | number } | null; result: WorkspaceReport };
  /** What the status entry shows for one document. */
  'slipway/status': { params: { readonly uri: string }; result: DocumentStatus | null };
  /** Every device type a user may pick. */
  'slipway/deviceTypes': { params: null; result: readonly DeviceChoice[] };
  /** What the rules are called here and in other tools. */
  'slipway/rules': { params: null; result: readonly RuleName[] };
  /** What can be built from a Dockerfile, a Compose file or a folder. Null when the server failed. */
  'slipway/buildTargets': { params: { readonly uri: string }; result: BuildTargetsAnswer | null };
  /**
   * What would be built, before anything runs. Stops when cancelled; null when the server failed. Paths in it are those of
   * the core: `/a/b` and `c:/a/b` on a disk, `scheme://authority/a/b` elsewhere.
   */
  'slipway/buildPlan': { params: BuildPlanParams; result: PlanAnswer | null };
  /** What a device would run of it, and how far that can be so on this machine. Null when the server failed. */
  'slipway/deviceRun': { params: DeviceRunParams; result: DeviceRunAnswer | null };
  /** What the Compose files around one wire together, drawn for a panel. Null when the server failed. */
  'slipway/topology': { params: { readonly uri: string }; result: TopologyAnswer | null };
  /** The same as a file's content. Null when there is nothing to draw. */
  'slipway/topologyFile': { params: TopologyFileParams; result: string | null };
  /**
   * Which checks of a lesson are met, and what the others miss; in the order of its steps. Findings in its files are added
   * to the facts here. Null when the server failed.
   */
  'slipway/lessonChecks': { params: LessonChecksParams; result: LessonChecksResult | null };
}

export interface LessonChecksParams {
  /** Such as `docker/04-dockerfiles`. */
  readonly lesson: string;
  /** URI of the exercise's folder. */
  readonly folder: string;
  readonly facts: LessonFacts;
}

export type LessonChecksResult = readonly CheckAnswer[];

export type TopologyAnswer =
  | {
      readonly kind: 'drawn';
      /**
       * To be joined: the opening tag, one piece for each element of the root, the closing tag. With classes and `data-id`,
       * without colours: the panel has those of the editor.
       */
      readonly svg: readonly string[];
      readonly name: string;
      readonly notices: readonly string[];
      /** The same in words. */
      readonly outline: readonly OutlineItem[];
      readonly parts: readonly TopologyShownPart[];
    }
  | { readonly kind: 'refused'; readonly message: string };

/** What can be pointed at in the picture, by the id it has there. */
export interface TopologyShownPart {
  readonly id: string;
  readonly name: string;
  readonly words: readonly string[];
  readonly findings: readonly { readonly severity: string; readonly message: string; readonly rule: string }[];
  /** Absent for what no file says. */
  readonly place?: {
    readonly uri: string;
    readonly range: Range;
    /** All of a service's definition. */
    readonly extent?: Range;
  };
  /** Of a service: its name, or those of the services it stands for. */
  readonly services?: readonly string[];
}

export interface TopologyFileParams {
  readonly uri: string;
  readonly format: 'svg' | 'mermaid';
  readonly theme: 'light' | 'dark' | 'auto';
}

/** The server sees the environment itself. */
export interface BuildPlanParams extends Omit<BuildRequest, 'path' | 'environment'> {
  readonly uri: string;
}

export interface DeviceRunParams extends Omit<DeviceRunRequest, 'path' | 'environment'> {
  readonly uri: string;
}

/** Notifications of the server, by method. */
export interface ServerNotifications {
  /** Files changed that no editor shows, and pictures that were asked for may be others now. */
  'slipway/picturesOutdated': null;
}

/** Requests of the server, for files that are not on a disk. Paths of the core travel as URIs. */
export interface ServerRequests {
  'slipway/readFile': { params: { readonly uri: string }; result: RemoteRead };
  'slipway/stat': { params: { readonly uri: string }; result: 'file' | 'folder' | 'missing' };
  'slipway/readDirectory': {
    params: { readonly uri: string };
    result: readonly { readonly name: string; readonly kind: 'file' | 'folder' }[];
  };
}

export type RemoteRead =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: 'denied' | 'folder' | 'too-large' | 'failed'; message: string };

/** `initializationOptions`; every other client may leave all of it out. */
export interface InitializationOptions {
  /** Where the rule pages are, ending in `/`; a rule's id and `.md` follow. */
  readonly rulePages?: string;
  /** The client's commands a code action may call. */
  readonly commands?: readonly string[];
  /** Whether the client answers `ServerRequests`. */
  readonly readsFiles?: boolean;
  /** Settings for clients that cannot be asked for them. */
  readonly settings?: LSPAny;
}

export interface WorkspaceReport {
  readonly files: readonly { readonly uri: string; readonly diagnostics: readonly Diagnostic[] }[];
  /** Files looked at, with or without findings. */
  readonly checked: number;
  /** Why not every file was looked at, in one sentence; absent when all were. */
  readonly incomplete?: string;
}

export interface DocumentStatus {
  readonly dialect: 'docker' | 'balena';
  /** What made it a balena project: `api/Dockerfile.template is a balena template`. */
  readonly evidence?: string;
  readonly device?: DeviceChoice;
  /** Why the file is not checked; absent when it is. */
  readonly notice?: string;
}

export interface DeviceChoice {
  readonly slug: string;
  readonly name: string;
  readonly arch: string;
  readonly platform: string;
  readonly state: 'released' | 'discontinued' | 'unlisted' | 'private';
}

export interface RuleName {
  readonly id: string;
  readonly aka: readonly string[];
}

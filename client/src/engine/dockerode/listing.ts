// What the store asks of an engine, over the Docker API. The answers become rows in the `…-row.ts` files.
import type Dockerode from 'dockerode';
import { answerLines } from '../answer-lines.ts';
import { EngineRefused } from '../engine.ts';
import type { ImageRow } from '../engine-state.ts';
import type { EngineEvent, Listing } from '../listing.ts';
import { containerRow, type ListedContainer } from '../rows/container-row.ts';
import { readEvent } from '../rows/engine-event.ts';
import { type DescribedImage, describedImageRow, imageRows, type ListedImage, platformOf } from '../rows/image-row.ts';
import { type ListedNetwork, networkRow } from '../rows/network-row.ts';
import { type ListedVolume, volumeRow } from '../rows/volume-row.ts';
import { askJson, askStream, brokenOff } from './ask.ts';

/** Engines answer it at once. */
const rememberedWithinMs = 2000;

export function listingOf(docker: Dockerode): Listing {
  const containers = async (query: Readonly<Record<string, string>>, signal?: AbortSignal) => {
    const listed = list<ListedContainer>(await askJson(docker, '/containers/json', { all: '1', ...query }, signal));
    const now = Date.now();
    return listed.map(it => containerRow(it, now));
  };
  const listedImages = async (query: Readonly<Record<string, string>>, signal?: AbortSignal) =>
    imageRows(list<ListedImage>(await askJson(docker, '/images/json', query, signal)));
  const describedImage = async (name: string) =>
    unlessGone(askJson(docker, `/images/${path(name)}/json`)) as Promise<DescribedImage | undefined>;

  return {
    containers: signal => containers({}, signal),
    images: signal => listedImages({}, signal),
    async volumes(signal) {
      const { Volumes } = (await askJson(docker, '/volumes', {}, signal)) as { readonly Volumes?: unknown };
      return list<ListedVolume>(Volumes).map(volumeRow);
    },
    async networks(signal) {
      return list<ListedNetwork>(await askJson(docker, '/networks', {}, signal)).map(networkRow);
    },
    async container(id) {
      // From the list, because a description has another form. The filter takes the beginning of an id too.
      const rows = await containers({ filters: JSON.stringify({ id: [id] }) });
      return rows.find(row => row.id === id);
    },
    async image(name) {
      const described = await describedImage(name);
      if (described === undefined) return undefined;
      return describedImageRow(described, await listedSize(described, listedImages));
    },
    async volume(name) {
      const answer = await unlessGone(askJson(docker, `/volumes/${path(name)}`));
      return answer === undefined ? undefined : volumeRow(answer as ListedVolume);
    },
    async network(id) {
      const answer = await unlessGone(askJson(docker, `/networks/${path(id)}`));
      return answer === undefined ? undefined : networkRow(answer as ListedNetwork);
    },
    async platform(imageId) {
      const described = await describedImage(imageId);
      return described === undefined ? undefined : platformOf(described);
    },
    async volumeSizes(signal) {
      // Engines before API 1.42 pass over `type` and count everything.
      const answer = (await askJson(docker, '/system/df', { type: 'volume' }, signal)) as {
        readonly Volumes?: unknown;
      };
      return new Map(
        list<MeasuredVolume>(answer.Volumes).flatMap(({ Name, UsageData }) =>
          UsageData?.Size === undefined || UsageData.Size < 0 ? [] : [[Name, UsageData.Size] as const],
        ),
      );
    },
    async events(signal) {
      const types = { type: ['container', 'image', 'volume', 'network'] };
      const answer = await askStream(docker, '/events', { filters: JSON.stringify(types) }, signal);
      return eventsOf(answer, signal);
    },
    async pastEvents(id, signal) {
      // With an end in the past the engine answers what it remembers, and ends; by a clock that may be behind ours.
      const enough = AbortSignal.timeout(rememberedWithinMs);
      const until = String(Date.now() / 1000);
      const filters = JSON.stringify({ type: ['container'], container: [id] });
      const events: EngineEvent[] = [];
      const asking = signal ? AbortSignal.any([signal, enough]) : enough;
      try {
        const answer = await askStream(docker, '/events', { filters, since: '0', until }, asking);
        for await (const event of eventsOf(answer, asking)) if (event.id === id) events.push(event);
      } catch (error) {
        if (signal?.aborted === true || !enough.aborted) throw error;
      }
      return events;
    },
  };
}

interface MeasuredVolume {
  readonly Name: string;
  readonly UsageData?: { readonly Size?: number } | null;
}

async function* eventsOf(answer: NodeJS.ReadableStream, signal: AbortSignal): AsyncGenerator<EngineEvent> {
  try {
    for await (const line of answerLines(answer)) {
      const event = readEvent(line);
      if (event !== undefined) yield event;
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : brokenOff(error);
  }
}

/**
 * Bytes of the image as the list has them: in the containerd store a description counts less. Undefined where the
 * description's number is right.
 */
async function listedSize(
  { Id, RepoTags, Descriptor }: DescribedImage,
  listed: (query: Readonly<Record<string, string>>) => Promise<readonly ImageRow[]>,
): Promise<number | undefined> {
  if (!Descriptor) return undefined;
  const [tag] = RepoTags ?? [];
  const filter = tag === undefined ? { dangling: ['true'] } : { reference: [tag] };
  const sizeIn = (rows: readonly ImageRow[]) => rows.find(row => row.id === Id)?.size;
  // What was pulled by its digest has no tag and is not dangling.
  return sizeIn(await listed({ filters: JSON.stringify(filter) })) ?? sizeIn(await listed({}));
}

async function unlessGone(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof EngineRefused && error.status === 404) return undefined;
    throw error;
  }
}

/** The engine writes an empty list as null now and then. */
function list<T>(answer: unknown): readonly T[] {
  return Array.isArray(answer) ? answer : [];
}

/** A name as part of an address; slashes divide the parts of an image's name and stay. */
function path(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

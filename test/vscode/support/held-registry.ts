// A way to a registry that stops in the middle of a download until it is told to go on, so that a test can look at what is
// shown meanwhile, however fast the machine is.
import { connect, createServer, type Socket } from 'node:net';

export interface HeldRegistry {
  /** As in an image reference: `localhost:40123`. */
  readonly host: string;
  /** Lets everything through from now on. */
  letGo(): void;
  close(): void;
}

/** Every connection stands still once so many bytes have come down it. */
export async function holdRegistry(registry: string, bytes: number): Promise<HeldRegistry> {
  const port = Number(registry.slice(registry.lastIndexOf(':') + 1));
  const sockets = new Set<Socket>();
  const held = new Set<() => void>();
  let isHolding = true;
  const server = createServer(near => {
    const far = connect(port, '127.0.0.1');
    let seen = 0;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        (socket === near ? far : near).destroy();
      });
    }
    near.pipe(far);
    far.on('data', (chunk: Buffer) => {
      seen += chunk.length;
      if (!near.write(chunk)) far.pause();
      if (!isHolding || seen < bytes) return;
      far.pause();
      held.add(() => far.resume());
    });
    near.on('drain', () => {
      if (!isHolding || seen < bytes) far.resume();
    });
    far.on('end', () => near.end());
  });
  server.listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('No port');
  return {
    host: `localhost:${address.port}`,
    letGo() {
      isHolding = false;
      for (const goOn of held) goOn();
      held.clear();
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

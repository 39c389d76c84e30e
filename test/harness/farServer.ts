import { createConnection, createServer, type Socket } from 'node:net';

/** A proxy that adds latency to a local server. */
export interface FarServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Latency added to each round trip from now on, in milliseconds; half of it each way. */
  roundTrip: number;
  close(): Promise<void>;
}

/**
 * Proxies a local server and passes on every byte of every connection in order, web sockets included. Adds no delay
 * until `roundTrip` is set.
 * @param origin of the server, as `http://127.0.0.1:PORT`
 */
export async function farServer(origin: string): Promise<FarServer> {
  const { hostname, port } = new URL(origin);
  const sockets = new Set<Socket>();
  const far: { roundTrip: number } = { roundTrip: 0 };
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    const real = createConnection({ host: hostname, port: Number(port) });
    for (const socket of [near, real]) keep(socket);
    passOn(near, real, () => far.roundTrip / 2);
    passOn(real, near, () => far.roundTrip / 2);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('No port to listen on.');
  return Object.assign(far, {
    origin: `http://127.0.0.1:${address.port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** Delays each chunk, and keeps chunks in order. */
function passOn(from: Socket, to: Socket, delay: () => number): void {
  let turn: Promise<void> = Promise.resolve();
  const later = (work: () => void): void => {
    const ms = delay();
    const due = ms > 0 ? new Promise<void>((resolve) => setTimeout(resolve, ms)) : undefined;
    turn = turn.then(() => due).then(work);
  };
  from.on('data', (piece) => later(() => void to.write(piece)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => to.destroy());
}

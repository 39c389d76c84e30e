/** A local package registry with one package, answering npm's requests. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  /** Contents by path; package.json is added. */
  readonly files: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

export interface PackageRegistry {
  readonly url: string;
  /** The environment in which npm uses it, with a cache in `folder`. */
  environment(folder: string): Record<string, string>;
  close(): Promise<void>;
}

export async function serveRegistry(published: PublishedPackage): Promise<PackageRegistry> {
  const { name, version, scripts = {}, files } = published;
  const manifest = { name, version, main: 'index.js', scripts };
  const archive = gzipSync(tar({ 'package.json': JSON.stringify(manifest), ...files }));
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    if (path === '/package.tgz') return response.end(archive);
    if (path !== `/${name}`) return response.writeHead(404).end('{}');
    const dist = { tarball: `${url}/package.tgz`, integrity };
    response.setHeader('content-type', 'application/json');
    return response.end(
      JSON.stringify({
        name,
        'dist-tags': { latest: version },
        versions: { [version]: { ...manifest, hasInstallScript: 'install' in scripts, dist } },
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    environment: (folder) => ({
      npm_config_registry: url,
      npm_config_cache: `${folder}/npm-cache`,
      npm_config_fetch_retries: '0',
    }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A tar archive in npm's layout, everything below `package/`. */
function tar(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const content = Buffer.from(text);
    const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
    return [header(`package/${path}`, content.length), content, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function header(path: string, size: number): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, width: number): string =>
    `${value.toString(8).padStart(width - 1, '0')}\0`;
  block.write(path, 0);
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  // The checksum is computed with blanks in its own field.
  block.write(' '.repeat(8), 148);
  block.write('0', 156);
  block.write('ustar\u000000', 257, 'latin1');
  block.write(
    octal(
      block.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  );
  return block;
}

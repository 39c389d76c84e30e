import type { Import, SourceFile } from './imports.ts';

/** The only files that may import everything. */
export const COMPOSITION_ROOTS = [
  'src/extension.ts',
  'src/engine/main.ts',
  'src/embedder/main.ts',
  'src/cli.ts',
];

interface Room {
  /** The folders, or files, that may be imported. */
  readonly from: readonly string[];
  /** The packages that may be imported. */
  readonly packages: (name: string) => boolean;
}

const isBuiltIn = (name: string): boolean => name.startsWith('node:');
const isLibrary = (name: string): boolean => name !== 'vscode' && !isBuiltIn(name);

/** Who may import what (docs/architecture.md). Each adapter's folder is its own room. */
const ROOMS: Readonly<Record<string, Room>> = {
  'src/core': { from: ['src/core'], packages: (name) => name === 'node:crypto' },
  'src/protocol': { from: ['src/protocol', 'src/core'], packages: () => false },
  // Adapters share file operations.
  'src/adapters/*': {
    from: ['src/core', 'src/adapters/files'],
    packages: (name) => name !== 'vscode',
  },
  'src/engine': { from: ['src/engine', 'src/core', 'src/protocol'], packages: isBuiltIn },
  // The texts of coded messages, for the user interface and the command line.
  'src/vscode/text/messages': {
    from: ['src/core'],
    packages: () => false,
  },
  'src/vscode': {
    from: ['src/vscode', 'src/core', 'src/protocol'],
    packages: (name) => name === 'vscode' || isBuiltIn(name),
  },
  // Services of the user interface built from adapters: the second half of the composition root.
  'src/host': {
    from: [
      'src/host',
      'src/core',
      'src/protocol',
      'src/adapters',
      'src/engine',
      'src/vscode/ports.ts',
    ],
    packages: isBuiltIn,
  },
  // The commands of cli.ts, the third composition root.
  'src/commandLine': {
    from: [
      'src/commandLine',
      'src/host',
      'src/core',
      'src/adapters',
      'src/engine',
      'src/vscode/text/messages',
    ],
    packages: isBuiltIn,
  },
  // The scripts of model folders, which run without the product.
  'src/score': {
    from: ['src/score', 'src/core', 'src/adapters', 'src/vscode/text/messages'],
    packages: isBuiltIn,
  },
  webview: { from: ['webview', 'src/protocol'], packages: isLibrary },
};

/** The room of a file: 'src/core', 'src/adapters/sqlite', 'webview', …; undefined if it has none. */
export function roomOf(path: string): string | undefined {
  const adapter = /^src\/adapters\/[^/]+(?=\/)/.exec(path);
  if (adapter) return adapter[0];
  return Object.keys(ROOMS).find((room) => path.startsWith(`${room}/`));
}

/** Every violation of the rules as a sentence. */
export function breaches(sources: readonly SourceFile[]): string[] {
  return sources
    .filter(({ path }) => !COMPOSITION_ROOTS.includes(path))
    .flatMap(({ path, imports }) => {
      const name = roomOf(path);
      if (name === undefined) return [`${path} stands in no room of the house`];
      return imports.flatMap((imported) => breach(path, name, imported) ?? []);
    });
}

function breach(path: string, name: string, imported: Import): string | undefined {
  const room = ROOMS[name.startsWith('src/adapters/') ? 'src/adapters/*' : name]!;
  if (imported.file === undefined) {
    if (room.packages(imported.package!)) return undefined;
    return `${path} imports ${imported.specifier}, which ${name} may not`;
  }
  const { file } = imported;
  if (!file.endsWith('.ts') && !file.endsWith('.css')) {
    return `${path} imports ${imported.specifier} without the .ts extension`;
  }
  if (![name, ...room.from].some((from) => file === from || file.startsWith(`${from}/`))) {
    return `${path} imports ${file}, which ${name} may not`;
  }
  if (name === 'src/protocol' && file.startsWith('src/core/') && !imported.typeOnly) {
    return `${path} imports more than types from ${file}`;
  }
  return undefined;
}

/** The rooms that import each library; a library has one importer. */
export function importersOfLibraries(sources: readonly SourceFile[]): Map<string, Set<string>> {
  const importers = new Map<string, Set<string>>();
  for (const { path, imports } of sources) {
    for (const { package: name } of imports) {
      if (name === undefined || !isLibrary(name)) continue;
      const rooms = importers.get(name) ?? new Set();
      importers.set(name, rooms.add(roomOf(path) ?? path));
    }
  }
  return importers;
}

/** Files that cannot be read or written, and NumPy's files of vectors. */
export interface FileMessages {
  'file.cannotRead': {
    readonly path: string;
    readonly why: 'missing' | 'permission' | 'folder' | 'tooManyOpen' | 'disk' | 'diskFull';
  };
  'file.noFolder': { readonly folder: string };
  'file.notAFile': { readonly path: string };
  'file.notGzip': { readonly path: string };
  'file.notZstd': { readonly path: string };
  /** `most`: maximum unpacked size in bytes. */
  'file.unpacksTooFar': { readonly path: string; readonly most: number };
  'npy.missing': { readonly path: string };
  /** `code`: the operating system's error code. */
  'npy.cannotRead': { readonly path: string; readonly code: string };
  'npy.otherFile': { readonly path: string };
  'npy.cutShort': { readonly path: string };
  'npy.lacksRows': { readonly path: string; readonly rows: number; readonly dimensions: number };
  'npy.shrank': { readonly path: string };
  /** `kind`: NumPy's type, such as `<i8`; absent for structured arrays. */
  'npy.notFloats': { readonly path: string; readonly kind?: string };
  'npy.shape': { readonly path: string; readonly shape: readonly number[] };
  'npy.fortranOrder': { readonly path: string };
  'npz.damaged': { readonly path: string };
  /** `names`: names of its arrays. */
  'npz.noSuch': { readonly path: string; readonly name: string; readonly names: readonly string[] };
  'npz.noTable': { readonly path: string; readonly names: readonly string[] };
  /** `names`: names of its tables. */
  'npz.several': { readonly path: string; readonly names: readonly string[] };
  /** `most`: maximum unpacked size in bytes. */
  'npz.large': { readonly path: string; readonly name: string; readonly most: number };
}

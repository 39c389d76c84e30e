/** A table as `np.save` writes it (version 1), of float32 or float64 numbers. */
export function npyFile(
  rows: readonly (readonly number[])[],
  type: 'float32' | 'float64' = 'float32',
): Buffer {
  const [code, numbers] =
    type === 'float32'
      ? ['<f4', new Float32Array(rows.flat())]
      : ['<f8', new Float64Array(rows.flat())];
  const shape = `(${rows.length}, ${rows[0]!.length})`;
  const dictionary = `{'descr': '${code}', 'fortran_order': False, 'shape': ${shape}, }`;
  const header = dictionary.padEnd(117) + '\n';
  const head = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${header}`, 'latin1');
  return Buffer.concat([head, Buffer.from(numbers.buffer)]);
}

import { typeScriptOps, type MatrixOps } from '../../core/math/matrixOps.ts';

/**
 * The fastest products this machine has. onnxruntime ships no binary for some platforms (Intel Macs,
 * musl); there the pure TypeScript products take over, with the same results to rounding.
 */
export async function openMatrixOps(): Promise<MatrixOps> {
  try {
    const { openOnnxOps: openOnnxProducts } = await import('./onnxOps.ts');
    return await openOnnxProducts();
  } catch {
    return typeScriptOps;
  }
}

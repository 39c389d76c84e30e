import { typeScriptOps, type MatrixOps } from '../../core/math/matrixOps.ts';

/**
 * The fastest matrix products on this machine. onnxruntime ships no binary for some platforms
 * (Intel Macs, musl); they use the pure TypeScript products, with the same results up to rounding.
 */
export async function openMatrixOps(): Promise<MatrixOps> {
  try {
    const { openOnnxOps: openOnnxProducts } = await import('./onnxOps.ts');
    return await openOnnxProducts();
  } catch {
    return typeScriptOps;
  }
}

import { typeScriptProducts, type Products } from '../../core/math/products.ts';

/**
 * The fastest products this machine has. onnxruntime ships no binary for some platforms (Intel Macs,
 * musl); there the pure TypeScript products take over, with the same results to rounding.
 */
export async function openProducts(): Promise<Products> {
  try {
    const { openOnnxProducts } = await import('./onnxProducts.ts');
    return await openOnnxProducts();
  } catch {
    return typeScriptProducts;
  }
}

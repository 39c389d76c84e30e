import { typeScriptProducts } from '../../src/core/math/products.ts';
import { productsContract } from './productsContract.ts';

productsContract('TypeScript', async () => typeScriptProducts);

import { typeScriptOps } from '../../src/core/math/matrixOps.ts';
import { productsContract } from './matrixOpsContract.ts';

productsContract('TypeScript', async () => typeScriptOps);

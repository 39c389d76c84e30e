import { openOnnxOps } from '../../../src/adapters/onnx/onnxOps.ts';
import { productsContract } from '../../contract/matrixOpsContract.ts';

productsContract('onnxruntime', () => openOnnxOps());

import { openOnnxProducts } from '../../../src/adapters/onnx/onnxProducts.ts';
import { productsContract } from '../../contract/productsContract.ts';

productsContract('onnxruntime', () => openOnnxProducts());

import type { ElementType, OnnxGraph, OnnxNode, TensorConstant, TensorInfo } from './graph.ts';
import { elementTypes } from './graph.ts';

type Attributes = Omit<OnnxNode, 'operator' | 'inputs' | 'outputs'>;

/** End index of slices that reach the end. */
const END = 2 ** 31 - 1;

/**
 * Collects nodes and constants under unique names. Uses only operators with the same meaning in
 * every operator set from 11 on, so that the nodes can follow those of any encoder.
 */
export class GraphNodes {
  readonly nodes: OnnxNode[] = [];
  readonly constants: TensorConstant[] = [];
  readonly inputs: TensorInfo[] = [];
  readonly outputs: TensorInfo[] = [];
  readonly #prefix: string;
  readonly #integers = new Map<string, string>();
  #count = 0;

  /** @param prefix of all names except inputs and outputs */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  input(name: string, type: ElementType, shape: readonly (number | string)[]): string {
    this.inputs.push({ name, type, shape });
    return name;
  }

  /** Makes a tensor an output, under the output's name. */
  output(from: string, { name, type, shape }: TensorInfo): void {
    this.nodes.push({ operator: 'Identity', inputs: [from], outputs: [name] });
    this.outputs.push({ name, type, shape });
  }

  /** @returns the name of the node's only output */
  add(operator: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.addWithOutputs(operator, inputs, 1, attributes)[0]!;
  }

  /** @returns the names of the node's outputs */
  addWithOutputs(
    operator: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Attributes = {},
  ): string[] {
    const names = Array.from({ length: outputs }, () => this.#name(operator));
    this.nodes.push({ operator, inputs, outputs: names, ...attributes });
    return names;
  }

  constant(data: TensorConstant['data'], shape: readonly number[] = [data.length]): string {
    const name = this.#name('constant');
    this.constants.push({ name, shape, data });
    return name;
  }

  /** An int64 scalar. */
  integer(value: number): string {
    return this.#integerConstant([value], []);
  }

  /** One-dimensional int64. */
  integers(...values: number[]): string {
    return this.#integerConstant(values, [values.length]);
  }

  /** A float64 scalar. */
  number(value: number): string {
    return this.constant(Float64Array.of(value), []);
  }

  cast(from: string, to: ElementType): string {
    return this.add('Cast', [from], { integers: { to: elementTypes[to] } });
  }

  /** The elements begin ≤ i < end of the only axis; negative indices count from the end. */
  slice(from: string, begin: number | string, end: number | string = END): string {
    const at = (index: number | string): string =>
      typeof index === 'string' ? index : this.integers(index);
    return this.add('Slice', [from, at(begin), at(end)]);
  }

  concat(parts: readonly string[], axis = 0): string {
    return this.add('Concat', parts, { integers: { axis } });
  }

  /** The elements at which a mask is true. */
  where(mask: string, from: string): string {
    return this.add('Compress', [from, mask], { integers: { axis: 0 } });
  }

  reshape(from: string, ...shape: number[]): string {
    return this.add('Reshape', [from, this.integers(...shape)]);
  }

  /** The sum of all elements, as a scalar. */
  sum(from: string): string {
    return this.add('ReduceSum', [from], { integers: { keepdims: 0 } });
  }

  /** Nodes of a subgraph in an attribute, which may use the tensors of this graph. */
  inner(name: string): GraphNodes {
    return new GraphNodes(`${this.#prefix}${name}/`);
  }

  graph(name: string): OnnxGraph {
    const { nodes, inputs, outputs, constants } = this;
    return { name, nodes, inputs, outputs, constants };
  }

  #integerConstant(values: readonly number[], shape: readonly number[]): string {
    const key = JSON.stringify([values, shape]);
    const known = this.#integers.get(key);
    if (known !== undefined) return known;
    const name = this.constant(BigInt64Array.from(values, BigInt), shape);
    this.#integers.set(key, name);
    return name;
  }

  #name(kind: string): string {
    return `${this.#prefix}${kind}_${this.#count++}`;
  }
}

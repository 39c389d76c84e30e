import { UserError } from '../errors.ts';
import { message } from '../messages/messages.ts';
import {
  graphFields,
  irVersion,
  metadataFields,
  operatorSetFields,
  type ModelParts,
} from './graph.ts';
import type { GraphNodes } from './graphNodes.ts';
import {
  bytesField,
  fieldsOf,
  integerField,
  message as concat,
  textOf,
  type Bytes,
  type Field,
} from './protobuf.ts';

/** Fields of a ModelProto. */
const IR_VERSION = 1;
const GRAPH = 7;
const OPERATOR_SET = 8;
const METADATA = 14;
/** Fields of a GraphProto. */
const INPUT = 11;
const OUTPUT = 12;

/** The first operator set that has every operator of `GraphNodes`. */
const oldest = 11;

interface EncoderOutput {
  readonly name: string;
  /** Number of dimensions; undefined if the file does not say. */
  readonly rank?: number;
}

/** The ONNX file of an encoder, to which nodes can be appended. Its nodes are copied without parsing them. */
export class EncoderFile {
  readonly inputs: readonly string[];
  readonly outputs: readonly EncoderOutput[];
  /** The version of the default operator set. */
  readonly operators: number;
  readonly #fields: readonly Field[];
  readonly #graph: readonly Field[];
  readonly #domains: ReadonlySet<string>;

  /**
   * @param name for messages
   * @param bytes with all weights: see `embedWeights`
   * @throws UserError if it is not an ONNX file, or too old
   */
  constructor(name: string, bytes: Bytes) {
    try {
      this.#fields = [...fieldsOf(bytes)];
      this.#graph = this.#fields
        .filter(({ number }) => number === GRAPH)
        .flatMap((field) => [...fieldsOf(field.bytes)]);
      this.inputs = this.#graphFields(INPUT).map(({ bytes: info }) => nameOf(info));
      this.outputs = this.#graphFields(OUTPUT).map(({ bytes: info }) => outputOf(info));
    } catch (error) {
      throw new UserError(message('onnx.unreadable', { name }), { cause: error });
    }
    const sets = this.#fields.filter(({ number }) => number === OPERATOR_SET).map(operatorSetOf);
    this.#domains = new Set(sets.map(({ domain }) => domain));
    const known = sets.find(({ domain }) => domain === '' || domain === 'ai.onnx');
    if (!known) throw new UserError(message('onnx.unreadable', { name }));
    this.operators = known.version;
    if (this.operators < oldest) {
      throw new UserError(message('onnx.tooOld', { name, version: this.operators, oldest }));
    }
  }

  /**
   * The file with nodes appended, and their outputs in place of its own.
   * @param addition its names must not occur in the file, except for the tensors that it uses
   */
  extended(addition: GraphNodes, { operatorSets = {}, metadata = {} }: ModelParts): Bytes {
    const inputs = addition.inputs.filter(({ name }) => !this.inputs.includes(name));
    const graph = concat(
      ...this.#graph.filter(({ number }) => number !== OUTPUT).map(({ whole }) => whole),
      ...graphFields({ ...addition, inputs }),
    );
    const ir = this.#fields.find(({ number }) => number === IR_VERSION)?.integer ?? 0;
    const added = Object.entries(operatorSets).filter(
      ([domain]) => domain !== '' && !this.#domains.has(domain),
    );
    return concat(
      integerField(IR_VERSION, Math.max(ir, irVersion)),
      ...this.#fields
        .filter(({ number }) => number !== IR_VERSION && number !== GRAPH)
        .filter(({ number, bytes }) => number !== METADATA || !(nameOf(bytes) in metadata))
        .map(({ whole }) => whole),
      ...operatorSetFields(Object.fromEntries(added)),
      ...metadataFields(metadata),
      bytesField(GRAPH, graph),
    );
  }

  #graphFields(wanted: number): Field[] {
    return this.#graph.filter(({ number }) => number === wanted);
  }
}

/** The name of a ValueInfoProto, or the key of an entry of the metadata. */
function nameOf(info: Bytes): string {
  const found = first(info, 1);
  return found ? textOf(found) : '';
}

/** The name and rank in a ValueInfoProto: type → tensor type → shape → its dimensions. */
function outputOf(info: Bytes): EncoderOutput {
  const type = first(info, 2);
  const tensor = type && first(type.bytes, 1);
  const shape = tensor && first(tensor.bytes, 2);
  const name = nameOf(info);
  return shape ? { name, rank: [...fieldsOf(shape.bytes)].length } : { name };
}

function operatorSetOf({ bytes }: Field): { domain: string; version: number } {
  const domain = first(bytes, 1);
  return { domain: domain ? textOf(domain) : '', version: first(bytes, 2)?.integer ?? 0 };
}

function first(bytes: Bytes, wanted: number): Field | undefined {
  for (const field of fieldsOf(bytes)) if (field.number === wanted) return field;
  return undefined;
}

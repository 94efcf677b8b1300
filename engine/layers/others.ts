import type { ParamValue } from '../base/diagnostics.ts';
import type { LayerKind } from './index.ts';
import type { RawParams } from './layer.ts';

/** What a kind means that is none of Layerloom's, as PyTorch, Keras, ONNX or MATLAB spell it. */
export type Meaning =
  /** The same function under another name; `params` are its parameters under ours. */
  | { readonly is: 'same'; readonly kind: LayerKind; readonly params: RawParams }
  /**
   * A function that Layerloom lacks, `what` with its article; `closest` is one of ours, which computes something else.
   */
  | { readonly is: 'other'; readonly what: string; readonly closest?: LayerKind }
  /** A convolution with as many groups as channels come in. */
  | { readonly is: 'depthwise'; readonly params: RawParams }
  /** What a classifier does by itself. */
  | { readonly is: 'softmax' }
  | { readonly is: 'identity' };

/**
 * Without the letters by which libraries tell their spellings apart: `nn.BatchNorm2d`, `batch_norm`,
 * `batchNormalizationLayer`.
 */
function bare(name: string): string {
  const last = name.split(/[.:/]/).at(-1) ?? '';
  return last
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/(?<=.)layer$/, '');
}

const same: Readonly<Record<string, LayerKind>> = {
  conv: 'conv2d',
  conv2d: 'conv2d',
  convolution: 'conv2d',
  convolution2d: 'conv2d',
  convtranspose: 'convTranspose2d',
  convtranspose2d: 'convTranspose2d',
  conv2dtranspose: 'convTranspose2d',
  transposedconv: 'convTranspose2d',
  transposedconv2d: 'convTranspose2d',
  deconv: 'convTranspose2d',
  deconv2d: 'convTranspose2d',
  deconvolution: 'convTranspose2d',
  deconvolution2d: 'convTranspose2d',
  upsample: 'resize',
  upsampling: 'resize',
  upsampling2d: 'resize',
  upsamplingnearest2d: 'resize',
  dense: 'dense',
  linear: 'dense',
  fullyconnected: 'dense',
  innerproduct: 'dense',
  gemm: 'dense',
  batchnorm: 'batchNorm',
  batchnorm1d: 'batchNorm',
  batchnorm2d: 'batchNorm',
  batchnormalization: 'batchNorm',
  localresponsenorm: 'localResponseNorm',
  lrn: 'localResponseNorm',
  groupnorm: 'groupNorm',
  groupnormalization: 'groupNorm',
  layernorm: 'layerNorm',
  layernormalization: 'layerNorm',
  pixelshuffle: 'depthToSpace',
  depthtospace: 'depthToSpace',
  pixelunshuffle: 'spaceToDepth',
  spacetodepth: 'spaceToDepth',
  channelshuffle: 'channelShuffle',
  crosschannelnormalization: 'localResponseNorm',
  relu: 'relu',
  leakyrelu: 'leakyRelu',
  relu6: 'relu6',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  elu: 'elu',
  selu: 'selu',
  prelu: 'prelu',
  parametricrelu: 'prelu',
  softplus: 'softplus',
  mish: 'mish',
  hardtanh: 'clip',
  clip: 'clip',
  clamp: 'clip',
  silu: 'silu',
  swish: 'silu',
  gelu: 'gelu',
  hardswish: 'hardSwish',
  maxpool: 'maxPool',
  maxpool2d: 'maxPool',
  maxpooling2d: 'maxPool',
  avgpool: 'averagePool',
  avgpool2d: 'averagePool',
  averagepool: 'averagePool',
  averagepool2d: 'averagePool',
  averagepooling2d: 'averagePool',
  globalavgpool: 'globalAveragePool',
  globalavgpool2d: 'globalAveragePool',
  globalaveragepool: 'globalAveragePool',
  globalaveragepool2d: 'globalAveragePool',
  globalaveragepooling2d: 'globalAveragePool',
  globalmaxpool: 'globalMaxPool',
  globalmaxpool2d: 'globalMaxPool',
  globalmaxpooling: 'globalMaxPool',
  globalmaxpooling2d: 'globalMaxPool',
  add: 'add',
  addition: 'add',
  concat: 'concat',
  concatenate: 'concat',
  concatenation: 'concat',
  depthconcatenation: 'concat',
  cat: 'concat',
  multiply: 'multiply',
  multiplication: 'multiply',
  mul: 'multiply',
  dropout: 'dropout',
  flatten: 'flatten',
  input: 'input',
  inputlayer: 'input',
  imageinput: 'input',
};

const LOG_SOFTMAX = 'a log-softmax';

interface Other {
  readonly what: string;
  readonly closest?: LayerKind;
  readonly names: string;
}

/** Names without case and signs, by what they are. */
const others: readonly Other[] = [
  {
    what: 'an adaptive average pool, which to 1 × 1 would be a globalAveragePool',
    closest: 'averagePool',
    names:
      'adaptiveavgpool adaptiveavgpool1d adaptiveavgpool2d adaptiveaveragepool adaptiveaveragepool2d adaptiveaveragepooling2d',
  },
  {
    what: 'a pool of another kind',
    closest: 'maxPool',
    names:
      'globallppool adaptivemaxpool adaptivemaxpool2d adaptivemaxpooling2d lppool lppool2d fractionalmaxpool2d maxpool1d maxpool3d maxpooling1d maxpooling3d avgpool1d avgpool3d averagepooling1d averagepooling3d maxunpool maxunpool2d maxunpooling2d maxroipool roipool roialign',
  },
  {
    what: 'a norm of another kind',
    closest: 'batchNorm',
    names:
      'rmsnorm rmsnormalization weightnorm spectralnorm spectralnormalization batchnorm3d unitnormalization lpnormalization',
  },
  {
    what: 'an activation of another kind',
    closest: 'leakyRelu',
    names:
      'celu rrelu thresholdedrelu crelu logsigmoid clippedrelu threshold leakyhardtanh shrink hardshrink softshrink',
  },
  { what: 'an activation of another kind', closest: 'silu', names: 'glu geglu swiglu' },
  { what: 'an activation of another kind', closest: 'tanh', names: 'softsign tanhshrink' },
  {
    what: 'a convolution over one or three axes',
    closest: 'conv2d',
    names: 'conv1d conv3d convolution1d convolution3d convtranspose1d convtranspose3d conv1dtranspose conv3dtranspose',
  },
  {
    what: 'a separable convolution, which is a conv2d with as many groups as channels and a 1 × 1 one',
    closest: 'conv2d',
    names: 'separableconv2d separableconvolution2d separableconv separableconv1d depthwiseseparableconv',
  },
  {
    what: 'an enlargement of the map',
    names: 'upsamplingbilinear2d interpolate resize2d',
  },
  {
    what: 'another arrangement of the numbers',
    closest: 'flatten',
    names: 'reshape view permute transpose squeeze unsqueeze unflatten repeatvector split slice gather crop cropping2d',
  },
  {
    what: 'padding by itself, which convolutions and pools have as a parameter',
    names: 'zeropad2d zeropadding2d reflectionpad2d replicationpad2d constantpad2d',
  },
  { what: 'a recurrent layer', names: 'lstm gru rnn simplernn bilstm convlstm2d lstmcell grucell bidirectional' },
  { what: 'an embedding', names: 'embedding embeddingbag positionembedding' },
  {
    what: 'an attention layer',
    names:
      'attention multiheadattention multiheadedattention selfattention additiveattention transformer transformerencoder transformerencoderlayer',
  },
  {
    what: 'a regularisation of another kind',
    closest: 'dropout',
    names:
      'dropout1d dropout2d dropout3d spatialdropout2d alphadropout featurealphadropout dropblock droppath stochasticdepth gaussiannoise gaussiandropout',
  },
  {
    what: 'an operation on two inputs',
    closest: 'add',
    names: 'sub subtract div divide average minimum maximum min max mean dot matmul bilinear',
  },
];

const otherOf: ReadonlyMap<string, Other> = new Map(
  others.flatMap((other) => other.names.split(' ').map((name) => [name, other] as const)),
);

/** Every `what`, for translations. */
export const otherWords: readonly string[] = [...new Set(others.map(({ what }) => what)), LOG_SOFTMAX];

/** Null for what no library is known to have. */
export function meaningOf(kind: string, params: RawParams = {}): Meaning | null {
  if (kind.length > LONGEST_NAME) return null;
  const name = bare(kind);
  if (/^adaptiveav(era)?g(e)?pool(ing)?(2d)?$/.test(name) && isOneByOne(params))
    return { is: 'same', kind: 'globalAveragePool', params: {} };
  if (Object.hasOwn(same, name))
    return { is: 'same', kind: same[name]!, params: translated(same[name]!, params, name) };
  if (/^depthwiseconv(olution)?(2d)?$/.test(name))
    return { is: 'depthwise', params: translated('conv2d', params, name) };
  if (/^(log)?softmax(2d)?$/.test(name))
    return name.startsWith('log') ? { is: 'other', what: LOG_SOFTMAX, closest: 'classifier' } : { is: 'softmax' };
  if (name === 'identity' || name === 'noop') return { is: 'identity' };
  const other = otherOf.get(name);
  return other ? { is: 'other', what: other.what, ...(other.closest && { closest: other.closest }) } : null;
}

const LONGEST_NAME = 64;

function isOneByOne(params: RawParams): boolean {
  const values = Object.values(params);
  return values.length === 1 && [values[0]].flat().every((side) => side === 1);
}

/** Our names of parameters by theirs. */
const fields: Readonly<Record<string, string>> = {
  outchannels: 'filters',
  numfilters: 'filters',
  kernelsize: 'kernel',
  kernelshape: 'kernel',
  filtersize: 'kernel',
  poolsize: 'kernel',
  strides: 'stride',
  dilations: 'dilation',
  outputpadding: 'outputPadding',
  dilationrate: 'dilation',
  dilationfactor: 'dilation',
  usebias: 'bias',
  group: 'groups',
  outfeatures: 'units',
  outputsize: 'units',
  eps: 'epsilon',
  ceilmode: 'ceil',
};
const fieldsOf: Partial<Record<LayerKind, Readonly<Record<string, string>>>> = {
  leakyRelu: { negativeslope: 'slope', alpha: 'slope' },
  prelu: { init: 'initialSlope' },
  resize: { scalefactor: 'scale', size: 'scale', mode: 'interpolation' },
  groupNorm: { numgroups: 'groups' },
  depthToSpace: { upscalefactor: 'block', blocksize: 'block' },
  spaceToDepth: { downscalefactor: 'block', blocksize: 'block' },
  clip: { minval: 'low', maxval: 'high', min: 'low', max: 'high' },
  dropout: { p: 'rate', prob: 'rate', probability: 'rate' },
};

/** What a wire says already, or what is no part of the function. */
const told = new Set(['name', 'inchannels', 'infeatures', 'numfeatures', 'inplace', 'inputshape', 'dtype', 'device']);

/** Parameters under our names; where theirs were used, their defaults too where ours differ. */
function translated(kind: LayerKind, params: RawParams, name: string): RawParams {
  const ours: Record<string, ParamValue> = {};
  let isTheirs = false;
  for (const [given, value] of Object.entries(params)) {
    const key = given.toLowerCase().replace(/[^a-z0-9]/g, '');
    if (told.has(key)) continue;
    const own = fieldsOf[kind]?.[key] ?? fields[key];
    isTheirs ||= own !== undefined;
    ours[own ?? given] = value;
  }
  if (name === 'batchnormalization' && typeof ours['momentum'] === 'number')
    ours['momentum'] = Number((1 - ours['momentum']).toPrecision(12));
  if (!isTheirs) return ours;
  // Their convolutions have no padding unless told; their pools go on by their own size.
  if (kind === 'conv2d' || kind === 'convTranspose2d') ours['padding'] ??= 'valid';
  if (kind === 'convTranspose2d') ours['stride'] ??= 1;
  if ((kind === 'maxPool' || kind === 'averagePool') && ours['kernel'] !== undefined) ours['stride'] ??= ours['kernel'];
  return ours;
}

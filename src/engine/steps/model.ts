/**
 * A model as data: networks, and the passes that are made through them. A new model is a new description; the stages
 * that compute it stay the same.
 */

/** In the order of their numbers in the kernels. */
export const ACTIVATIONS = ['linear', 'relu', 'leaky relu', 'tanh', 'sigmoid'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** x ↦ f(xW + b), or f([x, one-hot label] W + b) of a layer that reads `classes`. */
export type Dense = {
  readonly layer: 'dense';
  /** Names the random numbers that it begins with. */
  readonly name: string;
  readonly outputs: number;
  readonly activation: Activation;
  /** It also reads the label of its row, one of so many classes, as a one-hot vector behind x. */
  readonly classes?: number;
  /** Weights that are 0 and stay so. */
  readonly mask?: Mask;
  /** The name of an earlier layer whose weights, transposed, are this one's: it learns from both. */
  readonly tied?: string;
  /** Layers side by side that read the same input: each is drawn under its own name. They add up to `outputs`. */
  readonly parts?: readonly { readonly name: string; readonly outputs: number }[];
  /** Biases to begin with instead of drawn ones: of outputs, say, those of the mean image (models/shared/batches.ts). */
  readonly bias?: Float32Array;
};

/** Degrees: input i is joined to output j where from[i] ≤ to[j]. */
export type Mask = { readonly from: readonly number[]; readonly to: readonly number[] };

/** From [μ | log σ²] to a draw z = μ + σε of N(μ, σ²); adds weight · KL(N(μ, σ²) ‖ N(0, 1)) to what is trained. */
export type GaussianCode = {
  readonly layer: 'gaussian code';
  readonly latent: number;
  /** It has none. */
  readonly activation?: undefined;
};

/**
 * Adds weight · penalty on the values of the layer before it to what is trained, and changes nothing on the way. The feed
 * brings “`name` weight”, and “`name` rho” for the KL; the log keeps the penalty without its weight, under `name`.
 */
export type Penalty = {
  readonly layer: 'penalty';
  readonly name: string;
  /**
   * L1: Σ|a|, the mean over rows. KL to ρ: Σⱼ KL(Bernoulli(ρ) ‖ Bernoulli(ρ̂ⱼ)), ρ̂ⱼ being the mean of sigmoid unit j over
   * the rows (Ng 2011); the results keep it as “`name` means”.
   */
  readonly penalty: 'L1' | 'KL to rho';
  /** It has none. */
  readonly activation?: undefined;
};

/**
 * Sizes of a picture. Its numbers are a row's: line by line, in a line pixel by pixel, the channels of a pixel side by
 * side.
 */
export type Picture = { readonly height: number; readonly width: number; readonly channels: number };

/** What both convolutions have: square kernels of `kernel` pixels a side that move by `stride` pixels. */
type Kernels = {
  /** Names the random numbers that it begins with. */
  readonly name: string;
  readonly reads: Picture;
  /** Channels of the picture that comes out. */
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  /** Pixels of 0 beyond each border of the larger of its two pictures. */
  readonly padding: number;
  readonly activation: Activation;
  /** Biases to begin with instead of drawn ones, one for each channel that comes out. */
  readonly bias?: Float32Array;
};

/** Each pixel of the outcome reads kernel × kernel pixels: a side of i becomes ⌊(i + 2p − k) / s⌋ + 1. */
export type Convolution = Kernels & { readonly layer: 'convolution' };

/**
 * The transpose of a convolution, with a bias and an activation of its own: each pixel that is read writes kernel × kernel
 * pixels, which add up where they overlap. A side of i becomes s(i − 1) + k − 2p (Dumoulin & Visin 2016).
 */
export type TransposedConvolution = Kernels & {
  readonly layer: 'transposed convolution';
  /** Lines below and columns at the right that are added to the outcome: fewer than the stride. */
  readonly extra?: number;
};

/**
 * Enlarges a picture by a whole factor: each pixel becomes factor × factor equal ones, or pixels lie between the nearest
 * four in proportion to the distance of their centres, which at the border stay at the outermost ones.
 */
export type Resize = {
  readonly layer: 'resize';
  readonly reads: Picture;
  readonly factor: number;
  readonly method: 'nearest' | 'bilinear';
  /** It has none. */
  readonly activation?: undefined;
};

export type Layer = Dense | GaussianCode | Penalty | Convolution | TransposedConvolution | Resize;
export type Network = { readonly name: string; readonly inputs: number; readonly layers: readonly Layer[] };

/** What the last layer's outputs, all of them linear, are measured against. In nats a row unless said. */
export type Loss =
  /** −log p of grey pixels with logits a: Σ softplus(a) − x a, against what came in or is the target. */
  | { readonly loss: 'bernoulli' }
  /** −log N(x; σ(a), h² I), against the same. */
  | { readonly loss: 'gaussian'; readonly h2: number }
  /** Σ (a − x)², against the same: the outputs themselves are the answer, as a linear autoencoder's are. No nats. */
  | { readonly loss: 'squared' }
  /** −log softmax(a)[label], against the feed's labels. */
  | { readonly loss: 'softmax' }
  /** One player's part of the game, over one logit a row; rows that pass no network before are the real ones. */
  | {
      readonly loss: 'adversarial';
      readonly form: GanForm;
      readonly player: 'discriminator' | 'generator';
      /**
       * Adds this multiple of the mean of (‖∂a/∂x‖ − 1)² over points x = s · real + (1 − s) · fake (Gulrajani et al. 2017),
       * each real row as the networks read it with the fake one of the same number; the feed brings s as “between”. The
       * penalty is learnt from by a second derivative, which no stage takes.
       */
      readonly slopePenalty?: number;
    };

/**
 * Goodfellow et al. 2014 (both of their losses), Mao et al. 2017 with targets 1 and 0, and Arjovsky et al. 2017, whose
 * critic makes mean a over fakes − mean a over reals small and whose generator makes −mean a small.
 */
export type GanForm = 'minimax' | 'non-saturating' | 'least squares' | 'wasserstein';

/** Rows that the feed brings under a name, and the networks that they pass before they are stacked. */
export type Block = { readonly feed: string; readonly rows: number; readonly through: readonly string[] };

/**
 * What an executor draws itself instead of being fed it; the feed then says from which stream (drawFrom in
 * executors/executor.ts). Points are rows of a table that the executor holds, each as likely as the others.
 */
export type Draw = 'normal' | 'uniform' | 'points';
/** What becomes of the stacked rows before the networks of a pass read them. */
export type Sight =
  /**
   * Instance noise (Sønderby et al. 2017, Arjovsky & Bottou 2017): x + sε, on real and fake rows alike. The feed brings
   * ε as `instance noise`, rows like the stacked ones, and s as `deviation`, one number.
   */
  | { readonly sight: 'noise' }
  /**
   * Packing (Lin et al. 2018): `rows` rows one behind the other become one, side by side; so the loss has fewer rows.
   * Layers behind it that read a label read that of the pack, which the feed brings as `pack labels`.
   */
  | { readonly sight: 'packed'; readonly rows: number }
  /**
   * Mini-batch statistics: one more column, how close a row x is to the n − 1 others of its kind, real or fake. It is
   * Salimans et al. 2016's mini-batch discrimination without their tensor: the mean of 1 / (1 + d / scale²) over the
   * others, with d the mean over columns of the squared difference. A row that the whole batch repeats has 1.
   */
  | { readonly sight: 'closeness'; readonly scale: number };

/** One way through the networks: rows come in, a loss may stand at the end, and networks may learn from it. */
export type Pass = {
  readonly name: string;
  /** Rows in all. */
  readonly rows: number;
  /** Images by their numbers, from bytes the executor holds; rows that the feed brings; or blocks of them, stacked. */
  readonly input: 'images' | 'rows' | readonly Block[];
  /**
   * What the loss is against, if not what comes in: images, by the numbers that the feed brings as `images`, or rows as wide
   * as the last layer, which it brings as `target`.
   */
  readonly target?: 'images' | 'rows';
  /** Fields of the feed that are drawn: the rows, blocks of them, corruption, instance noise, or the noise of codes. All others are fed. */
  readonly draws?: Readonly<Record<string, Draw>>;
  /**
   * What the networks read instead of the clean input, which the loss is against (Vincent et al. 2008): masking makes a
   * number 0 where the feed's “corruption”, uniform in [0, 1), is below its “corruption level”; salt and pepper makes it 0
   * where that is below half of the level, and 1 from there up to the level; Gaussian corruption adds level · corruption,
   * standard normal.
   */
  readonly corruption?: Corruption;
  /**
   * Lies between what comes in and the networks, first to last. The first network's inputs are the width that it sees.
   * Results, of blocks that were stacked: `points` [rows, width] as they came in, `seen` as the networks read them.
   */
  readonly sees?: readonly Sight[];
  /** Names of networks, in order. */
  readonly through: readonly string[];
  readonly loss?: Loss;
  /** Names of the networks that learn. */
  readonly trains: readonly string[];
  /**
   * Keeps the result `point gradient` [rows, width] also where no network before learns: the gradient of the loss at
   * `points`, before every sight. As the loss is a mean, so many rows it has, so much smaller is each row's share.
   */
  readonly slopes?: boolean;
  /** An activation over the last layer's outputs, kept beside them. */
  readonly shows?: Activation;
};

/** In the order of their numbers in the kernels. */
export const CORRUPTIONS = ['masking', 'gaussian', 'salt and pepper'] as const;
export type Corruption = (typeof CORRUPTIONS)[number];

/** The learning rate falls from its initial value to 0 over `steps` steps, along a cosine or linearly, and stays at 0 afterwards. */
export type Schedule = { readonly falls: 'cosine' | 'straight'; readonly steps: number };

/** Constants of Adam (Kingma & Ba 2015), and how its rate falls; without a schedule it stays what it is. */
export type Adam = {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly schedule?: Schedule;
};

export type Model = {
  readonly networks: readonly Network[];
  readonly passes: readonly Pass[];
  readonly adam: Adam;
};

/** The slope of a leaky rectified unit below 0 (Radford et al. 2016). */
export const LEAK = 0.2;

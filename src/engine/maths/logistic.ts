/** The logistic function and its logarithms, without overflow. */

/** 1/(1 + e^(−a)): the probability that belongs to a logit. */
export const sigmoid = (a: number): number => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a)));

/** log(1 + e^a) = −log(1 − sigmoid(a)). */
export const softplus = (a: number): number => Math.max(0, a) + Math.log1p(Math.exp(-Math.abs(a)));

/** −s log s − (1 − s) log(1 − s) for s = sigmoid(a), in nats: 0 where the answer is sure, log 2 at a = 0. */
export const doubtOf = (a: number): number => sigmoid(a) * softplus(-a) + sigmoid(-a) * softplus(a);

/** KL(Bernoulli(sigmoid(a)) ‖ Bernoulli(sigmoid(b))) in nats. */
export const klBetweenLogits = (a: number, b: number): number =>
  sigmoid(a) * (softplus(-b) - softplus(-a)) + sigmoid(-a) * (softplus(b) - softplus(a));

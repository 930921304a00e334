/** The most bytes of a file of digits, packed or not; all 280,000 digits of EMNIST, the largest set of this kind, are 220 million. */
export const MOST_BYTES = 2 ** 28;

import type { Random } from '../random.ts';

/** A place in the unit box of a digit: x from left 0 to right 1, y from top 0 to bottom 1. Pens overshoot a little. */
export type Point = readonly [x: number, y: number];

/** One movement of the pen: a spline runs through the points in order; a point given twice in a row is a corner. */
export type Stroke = readonly Point[];

/** Uniform in [low, high): how a shape says "about here". */
type About = (low: number, high: number) => number;
type Shape = (about: About) => Stroke[];

/** The point at which the pen turns sharply. */
const corner = (x: number, y: number): Stroke => [
  [x, y],
  [x, y],
];

/** Points of an ellipse from one angle to another, in degrees, 0 at the right and 90 at the top. */
function arc(x: number, y: number, radiusX: number, radiusY: number, from: number, to: number): Stroke {
  const steps = Math.max(2, Math.ceil(Math.abs(to - from) / 45));
  return Array.from({ length: steps + 1 }, (_, i): Point => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [x + radiusX * Math.cos(angle), y - radiusY * Math.sin(angle)];
  });
}

const mirrored = (strokes: Stroke[]) => strokes.map((stroke) => stroke.map(([x, y]): Point => [1 - x, y]));
const turned = (strokes: Stroke[]) => strokes.map((stroke) => stroke.map(([x, y]): Point => [1 - x, 1 - y]));

const zeroOval: Shape = (about) => {
  const start = about(50, 130);
  const egg = about(-0.25, 0.45);
  const ring = arc(0.5, 0.5, 0.5, 0.5, start, start + about(325, 385));
  return [ring.map(([x, y]): Point => [0.5 + (x - 0.5) * (1 + egg * (y - 0.5)), y])];
};

const zeroWithCurl: Shape = (about) => {
  const start = about(60, 110);
  const inwards = arc(0.5, about(0.4, 0.5), about(0.2, 0.4), about(0.3, 0.45), start + 370, start + 420);
  return [[...arc(0.5, 0.5, 0.5, 0.5, start, start + 340), ...inwards]];
};

const oneBar: Shape = (about) => {
  const bow = about(-0.05, 0.05);
  return [
    [
      [0.5, 0],
      [0.5 + bow, about(0.35, 0.65)],
      [0.5, 1],
    ],
  ];
};

const oneFlag: Shape = (about) => [
  [[about(0.1, 0.35), about(0.08, 0.3)], ...corner(0.5, 0), [0.5 + about(-0.04, 0.04), 0.5], [0.5, 1]],
];

const oneBase: Shape = (about) => [
  ...oneFlag(about),
  [
    [about(0.05, 0.3), 1 + about(-0.04, 0.03)],
    [about(0.7, 0.95), 1 + about(-0.05, 0.02)],
  ],
];

/** The upper half of a 2: from its hook over the top to the middle of its falling stroke. */
const twoTop = (about: About): Stroke => [
  [about(-0.02, 0.22), about(0.06, 0.36)],
  [about(0.28, 0.55), about(0, 0.03)],
  [about(0.72, 0.95), about(0.15, 0.32)],
  [about(0.48, 0.72), about(0.5, 0.65)],
];

const twoSharp: Shape = (about) => [
  [
    ...twoTop(about),
    ...corner(about(0, 0.18), about(0.88, 1)),
    [about(0.4, 0.6), about(0.78, 0.98)],
    [about(0.8, 1.15), about(0.74, 1)],
  ],
];

const twoLoop: Shape = (about) => [
  [
    ...twoTop(about),
    [about(0.15, 0.38), about(0.86, 0.96)],
    [about(-0.03, 0.12), about(0.9, 1)],
    [about(-0.03, 0.12), about(0.64, 0.82)],
    [about(0.2, 0.4), about(0.64, 0.84)],
    [about(0.5, 0.7), about(0.74, 0.92)],
    [about(0.88, 1.25), about(0.68, 0.96)],
  ],
];

const twoBigLoop: Shape = (about) => [
  [
    [about(0, 0.25), about(0.06, 0.36)],
    [about(0.35, 0.6), about(-0.02, 0.03)],
    [about(0.75, 0.98), about(0.18, 0.34)],
    [about(0.58, 0.8), about(0.54, 0.7)],
    [about(0.25, 0.45), about(0.85, 0.96)],
    [about(0.05, 0.18), about(0.94, 1.02)],
    [about(-0.1, 0.05), about(0.76, 0.88)],
    [about(0.08, 0.28), about(0.58, 0.72)],
    [about(0.38, 0.58), about(0.66, 0.8)],
    [about(0.8, 1.2), about(0.86, 1.1)],
  ],
];

const twoRound: Shape = (about) => [
  [
    ...twoTop(about),
    [about(0.08, 0.25), about(0.82, 0.92)],
    [about(0.3, 0.5), about(0.95, 1)],
    [about(0.85, 1.15), about(0.76, 0.98)],
  ],
];

const twoLikeZ: Shape = (about) => [
  [
    [about(0, 0.2), about(0, 0.14)],
    [about(0.4, 0.6), about(-0.02, 0.05)],
    ...corner(about(0.7, 0.95), about(0.02, 0.14)),
    ...corner(about(0, 0.2), about(0.88, 1)),
    [about(0.8, 1.1), about(0.86, 1.04)],
  ],
];

const twoLikeL: Shape = (about) => [
  [
    [about(0.2, 0.4), about(0.08, 0.2)],
    [about(0.4, 0.55), about(0, 0.04)],
    [about(0.55, 0.7), about(0.12, 0.3)],
    [about(0.35, 0.5), about(0.5, 0.7)],
    ...corner(about(0, 0.15), about(0.88, 1)),
    [about(0.85, 1.2), about(0.76, 1)],
  ],
];

/** The lower bowl of a 3, from just below the waist to its end at the lower left. */
const threeBowl = (about: About): Stroke => [
  [about(0.78, 1.02), about(0.64, 0.78)],
  [about(0.35, 0.58), about(0.96, 1.02)],
  [about(-0.08, 0.22), about(0.74, 0.99)],
];

const threeTop = (about: About): Stroke => [
  [about(-0.05, 0.24), about(0.03, 0.3)],
  [about(0.35, 0.55), about(-0.01, 0.03)],
  [about(0.62, 0.92), about(0.12, 0.26)],
];

const threeCusp: Shape = (about) => [
  [...threeTop(about), ...corner(about(0.15, 0.48), about(0.42, 0.56)), ...threeBowl(about)],
];

const threeSoft: Shape = (about) => {
  const [x, y] = [about(0.26, 0.46), about(0.43, 0.54)];
  return [[...threeTop(about), [x + 0.15, y - 0.03], [x, y], [x + 0.18, y + 0.04], ...threeBowl(about)]];
};

const threeKnot: Shape = (about) => {
  const [x, y] = [about(0.25, 0.4), about(0.44, 0.54)];
  return [[...threeTop(about), [x + 0.12, y], [x, y + 0.04], [x + 0.08, y - 0.04], ...threeBowl(about)]];
};

const threeFlat: Shape = (about) => [
  [
    [about(0, 0.18), about(0, 0.1)],
    ...corner(about(0.6, 0.95), about(-0.03, 0.12)),
    ...corner(about(0.2, 0.52), about(0.36, 0.52)),
    ...threeBowl(about),
  ],
];

const threeTail: Shape = (about) => [
  [
    ...threeTop(about),
    ...corner(about(0.35, 0.6), about(0.38, 0.5)),
    [about(0.75, 0.95), about(0.6, 0.72)],
    [about(0.5, 0.7), about(0.85, 0.93)],
    [about(0.15, 0.4), about(0.97, 1.04)],
  ],
];

/** The upright of a 4, from its top at about (x, top) to its foot. */
const fourStem = (about: About, x: number, top: number): Stroke => [
  [x, top],
  [x + about(-0.14, 0.05), about(0.45, 0.6)],
  [x + about(-0.18, 0.06), 1],
];

const fourOpen: Shape = (about) => {
  const bar = about(0.42, 0.66);
  return [
    [
      [about(0.05, 0.38), about(-0.02, 0.16)],
      ...corner(about(-0.04, 0.14), bar),
      [about(0.85, 1.15), bar + about(-0.1, 0.06)],
    ],
    fourStem(about, about(0.62, 0.92), about(-0.05, 0.28)),
  ];
};

const fourCup: Shape = (about) => {
  const bar = about(0.42, 0.64);
  const x = about(0.7, 0.95);
  return [
    [
      [about(0.02, 0.25), about(-0.02, 0.14)],
      [about(-0.02, 0.14), bar * about(0.6, 0.85)],
      [about(0.2, 0.4), bar],
      [x + about(-0.05, 0.15), bar - about(0, 0.16)],
    ],
    fourStem(about, x, about(-0.05, 0.22)),
  ];
};

const fourInOne: Shape = (about) => {
  const bar = about(0.42, 0.62);
  const [x, top] = [about(0.78, 1), about(-0.05, 0.18)];
  return [
    [
      [about(0.02, 0.25), about(-0.02, 0.16)],
      [about(-0.02, 0.12), bar * about(0.6, 0.85)],
      [about(0.25, 0.4), bar],
      [x - about(0.08, 0.2), bar - about(0.06, 0.2)],
      ...corner(x, top),
      ...fourStem(about, x, top).slice(1),
    ],
  ];
};

const fourClosed: Shape = (about) => {
  const bar = about(0.5, 0.72);
  const x = about(0.52, 0.82);
  return [
    [
      [x + about(-0.05, 0.06), about(-0.03, 0.05)],
      ...corner(about(-0.05, 0.1), bar + about(-0.02, 0.06)),
      [about(0.88, 1.12), bar + about(-0.06, 0.03)],
    ],
    fourStem(about, x, about(-0.02, 0.1)),
  ];
};

const fourKnot: Shape = (about) => {
  const bar = about(0.45, 0.62);
  return [
    [
      [about(0.2, 0.45), about(-0.02, 0.12)],
      [about(0, 0.1), bar - 0.04],
      [about(0.05, 0.15), bar + 0.06],
      [about(0.3, 0.4), bar - about(0.02, 0.08)],
      [about(0.9, 1.15), bar - about(0.05, 0.16)],
    ],
    fourStem(about, about(0.65, 0.88), about(-0.02, 0.22)),
  ];
};

/** The bowl of a 5 that leaves its neck at height `top`. */
const fiveBowl = (about: About, top: number): Stroke => [
  [about(0.4, 0.6), top - about(-0.06, 0.08)],
  [about(0.72, 1), about(0.6, 0.78)],
  [about(0.4, 0.6), about(0.95, 1.02)],
  [about(-0.08, 0.3), about(0.74, 1.02)],
];

const fiveInOne: Shape = (about) => {
  const [x, top] = [about(0.02, 0.26), about(0.32, 0.54)];
  return [
    [
      [about(0.65, 1.2), about(-0.08, 0.1)],
      ...corner(x + about(0, 0.1), about(0, 0.1)),
      ...corner(x, top),
      ...fiveBowl(about, top),
    ],
  ];
};

const fiveHat: Shape = (about) => {
  const [x, top] = [about(0.02, 0.28), about(0.3, 0.54)];
  const height = about(0, 0.08);
  return [
    [[x + about(0, 0.1), height], ...corner(x, top), ...fiveBowl(about, top)],
    [
      [x + about(-0.08, 0.25), height + about(-0.05, 0.08)],
      [about(0.7, 1.25), about(-0.12, 0.1)],
    ],
  ];
};

const fiveLikeS: Shape = (about) => [
  [
    [about(0.72, 1.05), about(0, 0.12)],
    [about(0.38, 0.6), about(-0.01, 0.04)],
    [about(0.05, 0.25), about(0.2, 0.32)],
    [about(0.4, 0.6), about(0.42, 0.54)],
    [about(0.75, 1), about(0.66, 0.8)],
    [about(0.38, 0.58), about(0.96, 1.02)],
    [about(-0.06, 0.2), about(0.82, 0.97)],
  ],
];

const fiveSpine: Shape = (about) => [
  [
    [about(0.75, 1.15), about(-0.05, 0.1)],
    ...corner(about(0.1, 0.35), about(0.02, 0.12)),
    [about(0.16, 0.42), about(0.38, 0.52)],
    [about(0.6, 0.82), about(0.62, 0.75)],
    [about(0.35, 0.58), about(0.93, 1)],
    [about(-0.06, 0.2), about(0.84, 0.97)],
  ],
];

const six: Shape = (about) => {
  const waist = about(0.44, 0.68);
  const middle = (waist + 1) / 2;
  return [
    [
      [about(0.4, 0.95), about(-0.02, 0.06)],
      [about(0.15, 0.4), about(0.24, 0.36)],
      [about(0, 0.1), middle + about(-0.08, 0.05)],
      [about(0.35, 0.52), 1],
      [about(0.82, 1), middle + about(-0.02, 0.06)],
      [about(0.42, 0.62), waist],
      [about(0.05, 0.3), middle + about(-0.02, 0.14)],
    ],
  ];
};

const sixStraight: Shape = (about) => {
  const waist = about(0.48, 0.7);
  const middle = (waist + 1) / 2;
  return [
    [
      [about(0.15, 0.5), 0],
      [about(0.02, 0.22), about(0.35, 0.5)],
      [about(0, 0.12), middle + 0.05],
      [about(0.35, 0.52), 1],
      [about(0.85, 1.05), middle + about(-0.02, 0.06)],
      [about(0.5, 0.7), waist],
      [about(0.1, 0.3), middle + about(-0.05, 0.1)],
    ],
  ];
};

const sixCurl: Shape = (about) => {
  const waist = about(0.48, 0.68);
  const middle = (waist + 1) / 2;
  return [
    [
      [about(0.45, 0.9), about(-0.02, 0.05)],
      [about(0.1, 0.3), about(0.28, 0.42)],
      [about(0, 0.1), middle],
      [about(0.35, 0.52), 1],
      [about(0.85, 1), middle + 0.02],
      [about(0.55, 0.7), waist],
      [about(0.35, 0.5), middle - about(0, 0.06)],
      [about(0.4, 0.6), middle + about(0.06, 0.14)],
    ],
  ];
};

const sixWrap: Shape = (about) => [
  [
    [about(0.05, 0.85), about(-0.02, 0.05)],
    [about(0.04, 0.32), about(0.24, 0.36)],
    [about(0, 0.1), about(0.56, 0.74)],
    [about(0.22, 0.48), 1],
    [about(0.75, 0.95), about(0.8, 0.92)],
    [about(0.72, 1), about(0.6, 0.78)],
    [about(0.5, 0.7), about(0.5, 0.66)],
    [about(0.25, 0.52), about(0.7, 0.82)],
    [about(0.35, 0.6), about(0.92, 1.02)],
  ],
];

const sevenFoot = (about: About): Stroke => [
  [about(0.55, 0.86), about(0.35, 0.52)],
  [about(0.15, 0.75), 1],
];

const sevenWave: Shape = (about) => [
  [
    [about(-0.02, 0.1), about(-0.02, 0.14)],
    [about(0.15, 0.35), about(0.08, 0.24)],
    [about(0.55, 0.7), about(0.06, 0.2)],
    ...corner(about(0.82, 1), about(-0.02, 0.12)),
    ...sevenFoot(about),
  ],
];

const sevenSharp: Shape = (about) => [
  [[about(-0.02, 0.14), about(0, 0.2)], ...corner(about(0.82, 1), about(-0.02, 0.1)), ...sevenFoot(about)],
];

const sevenRound: Shape = (about) => [
  [
    [about(-0.02, 0.14), about(0.02, 0.22)],
    [about(0.4, 0.6), about(-0.02, 0.08)],
    [about(0.82, 0.98), about(0.04, 0.16)],
    ...sevenFoot(about),
  ],
];

const sevenSerif: Shape = (about) => [
  [
    [about(-0.05, 0.12), about(0.14, 0.46)],
    ...corner(about(0, 0.12), about(0.02, 0.12)),
    ...corner(about(0.82, 1), about(-0.02, 0.1)),
    ...sevenFoot(about),
  ],
];

const sevenBarred: Shape = (about) => {
  const bar = about(0.42, 0.58);
  const kind = about(0, 1) < 0.6 ? sevenSharp : sevenRound;
  return [
    ...kind(about),
    [
      [about(0.05, 0.42), bar + about(-0.03, 0.1)],
      [about(0.72, 1.2), bar + about(-0.1, 0.04)],
    ],
  ];
};

const eightFromRight: Shape = (about) => {
  const [top, bottom, waist] = [about(0.26, 0.5), about(0.22, 0.45), about(0.42, 0.6)];
  return [
    [
      [0.5 + top * about(0.6, 1.1), about(0.06, 0.2)],
      [about(0.44, 0.56), 0],
      [0.5 - top, waist * about(0.42, 0.6)],
      [about(0.46, 0.54), waist],
      [0.5 + bottom, (1 + waist) / 2 + about(-0.02, 0.06)],
      [about(0.42, 0.56), 1],
      [0.5 - bottom, (1 + waist) / 2 + about(-0.02, 0.06)],
      [about(0.46, 0.58), waist + about(-0.04, 0.05)],
      [0.5 + top, waist * about(0.42, 0.6)],
      [0.5 + top * about(0.3, 1), about(-0.04, 0.14)],
    ],
  ];
};

/** A lemniscate: twice across while once up and down. */
const eightCurve: Shape = (about) => {
  const [top, bottom, waist, round] = [about(0.25, 0.5), about(0.2, 0.45), about(0.4, 0.6), about(-0.1, 0.15)];
  const [start, turn] = [about(0.1, 1.2), about(5.6, 6.9)];
  const loop = Array.from({ length: 17 }, (_, i): Point => {
    const t = start - (turn * i) / 16;
    const height = Math.cos(t);
    const across = Math.sin(2 * t) + round * Math.sin(4 * t);
    return [0.5 + (height > 0 ? top : bottom) * across, waist - height * (height > 0 ? waist : 1 - waist)];
  });
  const tail: Stroke = about(0, 1) < 0.3 ? [[about(0.8, 1.1), about(-0.06, 0.2)]] : [];
  return [[...loop, ...tail]];
};

const eightFromLeft: Shape = (about) => mirrored(eightFromRight(about));

const eightTailed: Shape = (about) => {
  const [top, bottom, waist] = [about(0.24, 0.48), about(0.22, 0.42), about(0.42, 0.6)];
  return [
    [
      [about(0.85, 1.15), about(-0.06, 0.14)],
      [0.5 + about(-0.05, 0.05), about(0, 0.05)],
      [0.5 - top, waist * about(0.42, 0.6)],
      [about(0.46, 0.54), waist],
      [0.5 + bottom, (1 + waist) / 2],
      [about(0.4, 0.54), 1],
      [0.5 - bottom, (1 + waist) / 2 + about(0, 0.06)],
      [about(0.46, 0.56), waist + about(-0.04, 0.04)],
      [about(0.85, 1.15), about(0, 0.18)],
    ],
  ];
};

const eightRings: Shape = (about) => {
  const [top, bottom, waist] = [about(0.26, 0.48), about(0.26, 0.46), about(0.4, 0.56)];
  const [start, other] = [about(0, 360), about(60, 120)];
  const lean = about(-0.08, 0.08);
  return [
    arc(0.5 + lean, waist / 2, top, waist / 2, start, start + about(340, 375)),
    arc(0.5, (1 + waist) / 2, bottom, (1 - waist) / 2, other, other + about(345, 380)),
  ];
};

/** The closed upper part of a 9, drawn from the right over the top and round to about (x, y). */
const nineLoop = (about: About, low: number): Stroke => [
  [about(0.72, 0.95), about(0.06, 0.22)],
  [about(0.42, 0.68), about(-0.02, 0.04)],
  [about(0, 0.2), low * about(0.45, 0.65)],
  [about(0.3, 0.5), low],
  [about(0.7, 0.85), low * about(0.5, 0.8)],
];

const nineStraight: Shape = (about) => {
  const low = about(0.35, 0.68);
  const [x, y] = [about(0.8, 1), about(0.04, 0.28)];
  return [[...nineLoop(about, low), ...corner(x, y), [x - about(-0.04, 0.12), 0.5], [x - about(-0.06, 0.28), 1]]];
};

const nineOpen: Shape = (about) => {
  const x = about(0.84, 1.02);
  return [
    [
      [about(0.55, 0.88), about(-0.02, 0.12)],
      [about(0.3, 0.5), about(-0.02, 0.08)],
      [about(0, 0.16), about(0.18, 0.34)],
      [about(0.22, 0.48), about(0.38, 0.56)],
      [about(0.72, 0.9), about(0.18, 0.4)],
      ...corner(x, about(-0.05, 0.14)),
      [x - about(-0.04, 0.12), 0.5],
      [x - about(-0.06, 0.28), 1],
    ],
  ];
};

const nineHooked: Shape = (about) => {
  const low = about(0.34, 0.6);
  const [x, y] = [about(0.8, 1), about(0.04, 0.28)];
  return [
    [
      ...nineLoop(about, low),
      ...corner(x, y),
      [x + about(-0.06, 0.04), about(0.5, 0.65)],
      [about(0.45, 0.7), about(0.95, 1.02)],
      [about(-0.1, 0.3), about(0.78, 0.97)],
    ],
  ];
};

const nineTwoStrokes: Shape = (about) => {
  const low = about(0.35, 0.65);
  const [x, start] = [about(0.8, 0.98), about(0, 60)];
  return [
    arc(0.45, low / 2, 0.45, low / 2, start, start + about(320, 370)),
    [
      [x, about(-0.02, 0.25)],
      [x - about(-0.04, 0.1), 0.55],
      [x - about(-0.05, 0.35), 1],
    ],
  ];
};

const nineTurnedSix: Shape = (about) => turned(six(about));

/** The ways in which people draw each digit, with the share of each (shares of a digit add up to one). */
const SHAPES: readonly (readonly (readonly [share: number, shape: Shape])[])[] = [
  [
    [0.8, zeroOval],
    [0.2, zeroWithCurl],
  ],
  [
    [0.85, oneBar],
    [0.1, oneFlag],
    [0.05, oneBase],
  ],
  [
    [0.3, twoSharp],
    [0.22, twoLoop],
    [0.18, twoBigLoop],
    [0.13, twoRound],
    [0.1, twoLikeZ],
    [0.07, twoLikeL],
  ],
  [
    [0.34, threeCusp],
    [0.2, threeSoft],
    [0.1, threeKnot],
    [0.22, threeFlat],
    [0.14, threeTail],
  ],
  [
    [0.35, fourOpen],
    [0.25, fourCup],
    [0.15, fourInOne],
    [0.17, fourClosed],
    [0.08, fourKnot],
  ],
  [
    [0.3, fiveInOne],
    [0.35, fiveHat],
    [0.2, fiveLikeS],
    [0.15, fiveSpine],
  ],
  [
    [0.3, six],
    [0.2, sixStraight],
    [0.12, sixCurl],
    [0.38, sixWrap],
  ],
  [
    [0.3, sevenSharp],
    [0.25, sevenRound],
    [0.15, sevenSerif],
    [0.22, sevenBarred],
    [0.08, sevenWave],
  ],
  [
    [0.15, eightFromRight],
    [0.1, eightFromLeft],
    [0.15, eightTailed],
    [0.2, eightRings],
    [0.4, eightCurve],
  ],
  [
    [0.42, nineStraight],
    [0.14, nineOpen],
    [0.1, nineHooked],
    [0.18, nineTwoStrokes],
    [0.16, nineTurnedSix],
  ],
];

/** The strokes of one digit, its way of drawing and every point drawn from `source`. */
export function skeleton(source: Random, label: number): Stroke[] {
  const shapes = SHAPES[label];
  if (!shapes)
    throw new RangeError(`Expected a digit, a whole number from 0 to 9, found ${label}. Ask for one of the ten.`);
  let left = source.uniform();
  const [, shape] = shapes.find(([share]) => (left -= share) < 0) ?? shapes[0] ?? [1, zeroOval];
  return shape((low, high) => source.between(low, high));
}

/** Where something begins in the arena, in numbers (four bytes each) from its start. */
export type Place = number;

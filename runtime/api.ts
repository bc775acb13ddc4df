// The type of the runtime's API: what the studio may know of this room.
export type * from './definition-shapes.ts';
export type * from './shapes.ts';

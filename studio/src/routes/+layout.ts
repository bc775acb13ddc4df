// A single-page app: nothing is rendered before the browser has it.
export const ssr = false;
export const prerender = false;

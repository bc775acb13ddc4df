// Kit reads its working directory, so this is run from studio/: `cd studio && vite build`.
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

/** Where `vite dev` sends the API; `npm run dev` sets it to the runtime it has started. */
const api = process.env.FILIERA_API ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [
    tailwindcss(),
    sveltekit({
      adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html' }),
      version: { pollInterval: 0 },
    }),
  ],
  // The host stays as the browser says it: the runtime compares it with the origin.
  server: { proxy: { '/api': { target: api, changeOrigin: false } } },
  // The engine's door and the API's types stand beside the studio, in their own rooms.
  build: { target: 'es2023', chunkSizeWarningLimit: 900 },
});

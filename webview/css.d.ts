/** Style sheets are imported for their side effect: esbuild collects them in one file beside the script. */
declare module '*.css';

// Builds the worker that shows alerts to readers: one file that needs no other; the server hands it out at its own address.
import { defineConfig } from "vite";

export default defineConfig({
  build: {
    outDir: "../src/stoppress/web/static",
    emptyOutDir: false,
    target: "es2022",
    lib: {
      entry: "src/reader/worker/main.ts",
      formats: ["iife"],
      name: "stoppressFollow",
      fileName: () => "follow-worker.js",
    },
  },
});

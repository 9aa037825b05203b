// Builds the desk's service worker: one file that needs no other, under one name; the server hands it out at its own address.
import { defineConfig } from "vite";

export default defineConfig({
  build: {
    outDir: "../src/stoppress/web/static",
    emptyOutDir: false,
    target: "es2022",
    lib: {
      entry: "src/desk/worker/main.ts",
      formats: ["iife"],
      name: "stoppressWorker",
      fileName: () => "desk-worker.js",
    },
  },
});

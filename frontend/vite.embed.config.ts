// Builds the script of other people's pages, after the reader's: one file that needs no other, under one name for ever.
import { defineConfig } from "vite";

export default defineConfig({
  build: {
    outDir: "../src/stoppress/web/static",
    emptyOutDir: false,
    target: "es2022",
    lib: { entry: "src/embed/main.ts", formats: ["iife"], name: "stoppress", fileName: () => "embed.js" },
  },
});

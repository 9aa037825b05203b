// Builds the desk's script and sheet, after the reader's and apart from it: a chunk that both share would be one more
// request for every reader.
import { defineConfig } from "vite";
import { mediaClasses } from "./classes";

export default defineConfig({
  plugins: [mediaClasses()],
  base: "/static/",
  build: {
    outDir: "../src/stoppress/web/static",
    emptyOutDir: false,
    manifest: "desk.json",
    target: "es2022",
    modulePreload: false,
    assetsDir: "",
    // The editor and the parser are most of it: 165 kB as they are sent, once for each release.
    chunkSizeWarningLimit: 600,
    rollupOptions: { input: ["src/desk/main.ts", "src/styles/desk.css"] },
  },
});

// Builds the reader's script and sheet into the package; the names carry a hash of what is in the files.
import { defineConfig } from "vite";
import { mediaClasses } from "./classes";

export default defineConfig({
  plugins: [mediaClasses()],
  base: "/static/",
  build: {
    outDir: "../src/stoppress/web/static",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    modulePreload: false,
    assetsDir: "",
    rollupOptions: { input: ["src/reader/main.ts", "src/styles/reader.css"] },
  },
});

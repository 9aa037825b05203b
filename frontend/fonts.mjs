// Takes the fonts of share cards into the package; they are drawn with on the server and never sent to a browser.
import { copyFileSync, mkdirSync } from "node:fs";

const folder = "../src/stoppress/render/fonts";
const fonts = "node_modules/@expo-google-fonts";

mkdirSync(folder, { recursive: true });
copyFileSync(`${fonts}/noto-sans/700Bold/NotoSans_700Bold.ttf`, `${folder}/latin.ttf`);
copyFileSync(`${fonts}/vazirmatn/700Bold/Vazirmatn_700Bold.ttf`, `${folder}/arabic.ttf`);

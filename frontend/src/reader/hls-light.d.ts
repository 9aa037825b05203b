/** The smaller build has what the whole one has, as far as it is used here. */
declare module "hls.js/light" {
  export { default } from "hls.js";
}

// Loaded before Playwright's driver: lets it drive a Firefox that does not know all that it asks for.
// Firefox ESR has no `emulation.setMediaFeaturesOverride`; the pages then follow the browser's own choice.
const fs = require("fs");
const Module = require("module");

const load = Module._extensions[".js"];
Module._extensions[".js"] = (module, file) => {
  if (!file.endsWith("coreBundle.js")) return load(module, file);
  const text = fs.readFileSync(file, "utf8");
  return module._compile(text.replaceAll('.send("emulation.setMediaFeaturesOverride"', '.sendMayFail("emulation.setMediaFeaturesOverride"'), file);
};

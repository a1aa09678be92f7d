/**
 * One entry of the browser's history for each thing a reader does.
 *
 * Streamlit adds one whenever a run changes the link, up to three where a click leads to another
 * page, so that Back would stop at places nobody has been to. The first entry after a click or a key
 * stays; what the same run changes in the link then belongs to it, as does what one changes after Back.
 */
const push = history.pushState.bind(history);
let isAsked = false;

for (const name of ["pointerdown", "keydown", "click"]) {
  addEventListener(name, () => (isAsked = true), { capture: true });
}
addEventListener("popstate", () => (isAsked = false), { capture: true });

history.pushState = (...entry) => {
  if (isAsked) push(...entry);
  else history.replaceState(...entry);
  isAsked = false;
};

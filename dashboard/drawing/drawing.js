/**
 * Draws the figures of a page with Plotly: at once those in sight, the others when there is time.
 *
 * A page has up to a dozen figures, of which a window shows one or two, and Plotly needs a tenth of
 * a second for each. So a click waits for those that are seen only. A figure out of sight keeps its
 * place and its old drawing until the browser is idle, the reader scrolls to it, or the page is printed.
 */
import "./history.js";

const QUIET = 400; // milliseconds after the last new figure until those out of sight are drawn
// Plotly warns of lists of colours under hatching, which it draws all the same.
const CONFIG = { displayModeBar: false, scrollZoom: false, doubleClick: false, logging: 0 };

const charts = new Map(); // by the element that Streamlit gives each of them
let plotly;
let ground; // of the page, which changes with the theme
let timer = 0;

/** Called with every new figure and theme; what it returns is called when the element goes. */
export default function show({ data, parentElement, setTriggerValue }) {
  let chart = charts.get(parentElement);
  if (!chart) charts.set(parentElement, (chart = new Chart(parentElement)));
  chart.tell = (meaning) => setTriggerValue("clicked", meaning);
  chart.take(new TextDecoder().decode(data));
  if (isOtherGround(parentElement)) chart.tell([]); // the server sends all in other colours
  return () => {
    chart.remove();
    charts.delete(parentElement);
  };
}

function isOtherGround(element) {
  const before = ground;
  ground = getComputedStyle(element).getPropertyValue("--st-background-color");
  return before !== undefined && before !== ground;
}

class Chart {
  constructor(parent) {
    this.box = document.createElement("div");
    this.box.className = "chart";
    this.box.setAttribute("role", "img");
    this.box.dataset.seen = "false";
    parent.replaceChildren(this.box);
    this.sight = new IntersectionObserver((entries) => this.look(entries.at(-1).isIntersecting), {
      root: parent.closest("[data-testid=stMain]"),
    });
    this.sight.observe(this.box);
    this.size = new ResizeObserver(() => this.box.clientWidth !== this.width && this.change());
    this.size.observe(this.box);
  }

  take(text) {
    if (text === this.text) return;
    this.text = text;
    const { figure, alt, clickable } = JSON.parse(text);
    this.figure = figure;
    this.isClickable = clickable;
    this.box.style.height = `${figure.layout.height ?? 450}px`;
    this.box.setAttribute("aria-label", alt);
    this.change();
  }

  look(isSeen) {
    this.box.dataset.seen = isSeen;
    if (isSeen && this.isStale) this.draw();
  }

  change() {
    this.isStale = true;
    this.box.dataset.drawn = "false";
    if (this.box.dataset.seen === "true") this.draw();
    else later();
  }

  async draw() {
    const width = this.box.clientWidth;
    if (!width || !this.figure) return;
    this.isStale = false;
    this.width = width;
    const { data, layout } = this.figure;
    try {
      const Plotly = await wanted();
      if (this.isGone) return;
      if (!this.isListening) this.box.textContent = "";
      await Plotly.react(this.box, data, { ...layout, width }, CONFIG);
    } catch (error) {
      this.giveUp(error);
      return;
    }
    if (!this.isListening) this.listen();
    if (!this.isStale) this.box.dataset.drawn = "true";
  }

  listen() {
    this.isListening = true;
    this.box.on("plotly_click", ({ points, event }) => {
      const meaning = points[0]?.customdata;
      const isSecond = event?.detail > 1; // of a double click, which would take the first one back
      if (this.isClickable && meaning?.length && !isSecond) this.tell(meaning);
    });
  }

  /** Lets the sentence stand for the figure, until it is handed over again. */
  giveUp(error) {
    console.error(error);
    window.Plotly?.purge(this.box);
    this.isListening = false;
    this.text = undefined;
    this.box.textContent = this.box.getAttribute("aria-label");
  }

  remove() {
    this.isGone = true;
    this.sight.disconnect();
    this.size.disconnect();
    this.box.remove();
    requestIdleCallback(() => window.Plotly?.purge(this.box));
  }
}

/** Plotly, fetched with the first figure, and again after a failure. */
function wanted() {
  plotly ??= loaded(new URL("plotly.min.js", import.meta.url)).catch((error) => {
    plotly = undefined;
    throw error;
  });
  return plotly;
}

function loaded(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error(`not to be had: ${address}`));
    document.head.append(script);
  });
}

/** Draws figures out of sight one by one, so that a click never waits for more than one. */
function later() {
  clearTimeout(timer);
  timer = setTimeout(() => requestIdleCallback(drawNext), QUIET);
}

async function drawNext() {
  const next = [...charts.values()].find(({ isStale, box }) => isStale && box.clientWidth);
  if (!next) return;
  await next.draw();
  requestIdleCallback(drawNext);
}

wanted().catch(() => {}); // whoever draws asks again
addEventListener("beforeprint", () => {
  for (const chart of charts.values()) if (chart.isStale) chart.draw();
});

// Opens HTML reports in Chromium and looks at them as a reader would: nothing is loaded from elsewhere, nothing is
// reported on the console, axe finds nothing in either colour scheme, the keyboard goes through the page in order, a
// phone shows it without scrolling sideways, and on paper no row of a table is cut.
//
// Usage: node check.mjs FILE.html…

import axe from "axe-core";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./launch.mjs";

const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const PHONE = { width: 320, height: 640 };
const DESKTOP = { width: 1280, height: 900 };
// A4 within margins of 15 mm, at 96 dots an inch.
const PAPER = { width: 680, height: 1009 };

let passed = 0;
const failures = [];

function expect(file, what, faults) {
    if (faults.length === 0) {
        passed += 1;
    } else {
        failures.push(`${file}: ${what}:\n  ${faults.join("\n  ")}`);
    }
}

// Opens the file and does `look` with the page. What the page asks for or complains of is a fault.
async function withPage(browser, file, settings, look) {
    const context = await browser.newContext(settings);
    const page = await context.newPage();
    const url = pathToFileURL(resolve(file)).href;
    const faults = [];
    page.on("console", (message) => faults.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
    page.on("request", (request) => {
        if (request.url().split("#")[0] !== url) faults.push(`asks for ${request.url()}`);
    });
    await page.goto(url);
    await look(page);
    await context.close();
    return faults;
}

async function accessible(page) {
    await page.evaluate(axe.source);
    const found = await page.evaluate(
        (standards) => globalThis.axe.run({ runOnly: standards }),
        STANDARDS,
    );
    // What is drawn is measured below: axe does not know what is behind it.
    const drawn = (node) => /^<(text|svg)/.test(node.html);
    const unclear = found.incomplete
        .filter((rule) => rule.id === "color-contrast")
        .map((rule) => ({ ...rule, nodes: rule.nodes.filter((node) => !drawn(node)) }))
        .filter((rule) => rule.nodes.length > 0);
    const faults = [...found.violations, ...unclear].map(
        (rule) => `${rule.id}: ${rule.help}: ${rule.nodes.map((node) => node.target).slice(0, 5).join(" ")}`,
    );
    return [...faults, ...(await page.evaluate(pale))];
}

// Words in drawings that do not stand out enough (4.5 to 1) from the shape behind them, or from the page.
function pale() {
    const channels = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
    const luminance = (colour) => {
        const [red, green, blue] = channels(colour).map((value) => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const paper = getComputedStyle(document.body).backgroundColor;
    const faults = [];
    for (const text of document.querySelectorAll("svg text")) {
        text.scrollIntoView({ block: "center", behavior: "instant" });
        const box = text.getBoundingClientRect();
        const behind = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2)
            .filter((element) => element.matches("circle, rect, path"))
            .map((element) => getComputedStyle(element).fill)
            .find((fill) => fill !== "none");
        const [dark, light] = [getComputedStyle(text).fill, behind ?? paper].map(luminance).sort((a, b) => a - b);
        const contrast = (light + 0.05) / (dark + 0.05);
        if (contrast < 4.5) faults.push(`${text.textContent} stands out by no more than ${contrast.toFixed(2)}`);
    }
    return faults.slice(0, 5);
}

// What sticks out of the window to the side, outside of boxes that scroll by themselves.
function overflow() {
    const width = document.documentElement.clientWidth;
    const scrolls = (element) => {
        for (let above = element; above; above = above.parentElement) {
            if (["auto", "scroll"].includes(getComputedStyle(above).overflowX)) return true;
        }
        return false;
    };
    const faults = [];
    if (document.documentElement.scrollWidth > width) faults.push(`${document.documentElement.scrollWidth} > ${width} px`);
    for (const element of document.querySelectorAll("body *")) {
        const box = element.getBoundingClientRect();
        if (box.width > 0 && box.right > width + 1 && !scrolls(element) && !element.closest("svg")) {
            faults.push(`${element.tagName.toLowerCase()}.${element.className} ends at ${Math.round(box.right)} px`);
        }
    }
    return faults.slice(0, 5);
}

// Goes through the page with the Tab key: the order is that of the document, and what has the focus shows it.
async function keyboard(page) {
    const count = await page.evaluate(
        () => [...document.querySelectorAll("a[href], summary, button, input, [tabindex='0']")]
            .filter((element) => element.checkVisibility()).length,
    );
    const faults = [];
    let before = -1;
    for (let step = 0; step < count; step += 1) {
        await page.keyboard.press("Tab");
        const now = await page.evaluate(() => {
            const element = document.activeElement;
            const style = getComputedStyle(element);
            return {
                name: `${element.tagName.toLowerCase()} ${element.textContent.trim().slice(0, 40)}`,
                at: [...document.querySelectorAll("*")].indexOf(element),
                seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
            };
        });
        if (now.at <= before) faults.push(`${now.name} comes out of order`);
        if (!now.seen) faults.push(`${now.name} does not show that it has the focus`);
        before = now.at;
    }
    return faults.slice(0, 5);
}

// Rows and figures that a page break may cut, and tables wider than the paper.
function cut() {
    const whole = "tr, figure, svg, pre, h1, h2, h3, h4, dt";
    const faults = [];
    for (const element of document.querySelectorAll(whole)) {
        const style = getComputedStyle(element);
        const heading = /^h[1-4]$/i.test(element.tagName);
        if (!["avoid", "avoid-page"].includes(style.breakInside)) faults.push(`${element.tagName} may be cut`);
        if (heading && !["avoid", "avoid-page"].includes(style.breakAfter)) faults.push(`${element.tagName} may stand alone`);
    }
    return [...new Set(faults)];
}

const files = process.argv.slice(2);
const browser = await launch();
for (const file of files) {
    for (const colorScheme of ["light", "dark"]) {
        let faults = [];
        const loud = await withPage(browser, file, { viewport: DESKTOP, colorScheme }, async (page) => {
            faults = await accessible(page);
        });
        expect(file, `accessible in the ${colorScheme} scheme`, faults);
        expect(file, `quiet and alone in the ${colorScheme} scheme`, loud);
    }
    let faults = [];
    await withPage(browser, file, { viewport: PHONE, javaScriptEnabled: true }, async (page) => {
        faults = await page.evaluate(overflow);
    });
    expect(file, "fits a phone of 320 px", faults);
    await withPage(browser, file, { viewport: DESKTOP }, async (page) => {
        faults = await keyboard(page);
    });
    expect(file, "in order for the keyboard", faults);
    await withPage(browser, file, { viewport: PAPER }, async (page) => {
        await page.emulateMedia({ media: "print" });
        faults = [...(await page.evaluate(overflow)), ...(await page.evaluate(cut))];
        const pdf = await page.pdf({ format: "A4", margin: { top: "15mm", bottom: "15mm", left: "15mm", right: "15mm" } });
        if (pdf.length < 5000) faults.push("the PDF is empty");
    });
    expect(file, "whole on paper", faults);
}
await browser.close();
if (files.length === 0) failures.push("no file was given");
for (const failure of failures) console.log(failure);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);

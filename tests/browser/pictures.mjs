// Takes the pictures of a report that the pages show: desktop, phone, dark, and the first page on paper.
//
// Usage: node pictures.mjs FILE.html FOLDER NAME [VIEW…]
//
// Each picture is small: the top of the page, in the size at which a page shows it.

import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./launch.mjs";

const [file, folder, name, ...wanted] = process.argv.slice(2);
const views = [
    ["desktop", { viewport: { width: 960, height: 1080 }, colorScheme: "light" }],
    ["dark", { viewport: { width: 960, height: 720 }, colorScheme: "dark" }],
    ["phone", { viewport: { width: 360, height: 720 }, colorScheme: "light" }],
];
// Writes what the window shows in a form that takes a third of the room of PNG.
async function save(page, view) {
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 72 });
    writeFileSync(join(folder, `${name}-${view}.webp`), Buffer.from(data, "base64"));
}

const wants = (view) => wanted.length === 0 || wanted.includes(view);
const url = pathToFileURL(resolve(file)).href;
const browser = await launch();
for (const [view, settings] of views.filter(([view]) => wants(view))) {
    const page = await browser.newPage(settings);
    await page.goto(url);
    await save(page, view);
    await page.close();
}
if (wants("print")) {
    const page = await browser.newPage();
    await page.goto(url);
    const pdf = join(folder, `${name}.pdf`);
    await page.pdf({ path: pdf, format: "A4", margin: { top: "15mm", bottom: "15mm", left: "15mm", right: "15mm" } });
    const paper = join(folder, `${name}-paper`);
    execFileSync("pdftoppm", ["-png", "-r", "70", "-f", "1", "-l", "1", "-singlefile", pdf, paper]);
    const sheet = await browser.newPage({ viewport: { width: 579, height: 819 } });
    const image = readFileSync(`${paper}.png`).toString("base64");
    await sheet.setContent(`<body style="margin: 0"><img src="data:image/png;base64,${image}" width="579" alt="">`);
    await save(sheet, "print");
    rmSync(pdf);
    rmSync(`${paper}.png`);
}
await browser.close();

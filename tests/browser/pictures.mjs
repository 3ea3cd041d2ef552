// Takes the pictures of a report that the pages show: desktop, phone, dark, and the first page on paper.
//
// Usage: node pictures.mjs FILE.html FOLDER NAME

import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./launch.mjs";

const [file, folder, name] = process.argv.slice(2);
const views = [
    ["desktop", { viewport: { width: 1100, height: 1400 }, colorScheme: "light" }],
    ["dark", { viewport: { width: 1100, height: 1400 }, colorScheme: "dark" }],
    ["phone", { viewport: { width: 390, height: 1200 }, colorScheme: "light" }],
];
const browser = await launch();
for (const [view, settings] of views) {
    const page = await browser.newPage(settings);
    await page.goto(pathToFileURL(resolve(file)).href);
    await page.screenshot({ path: join(folder, `${name}-${view}.png`) });
    await page.close();
}
const page = await browser.newPage();
await page.goto(pathToFileURL(resolve(file)).href);
const pdf = join(folder, `${name}.pdf`);
await page.pdf({ path: pdf, format: "A4", margin: { top: "15mm", bottom: "15mm", left: "15mm", right: "15mm" } });
await browser.close();
execFileSync("pdftoppm", ["-png", "-r", "70", "-f", "1", "-l", "1", "-singlefile", pdf, join(folder, `${name}-print`)]);
rmSync(pdf);

'use strict';
// node browse.js REPORT HOSTILE COLUMNS PICTURE: reads three HTML reports with a browser, as a person would, and takes
// a picture of the first. The modules come from NODE_PATH.
const assert = require('assert');
const {chromium} = require('playwright-core');
const axe = require('axe-core');
const {serve} = require('./server.js');

const BROWSER = {
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync'],
};

/* A page that remembers what went wrong, and everything that it asked for. */
async function openPage(context) {
    const page = await context.newPage();
    page.complaints = [];
    page.asked = [];
    page.on('console', message => page.complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', error => page.complaints.push(`error: ${error.message}`));
    page.on('dialog', dialog => { page.complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('requestfailed', request => page.complaints.push(`failed: ${request.url()}`));
    page.on('response', response => { if (response.status() >= 400) page.complaints.push(`${response.status()}: ${response.url()}`); });
    page.on('request', request => page.asked.push(request.url()));
    return page;
}

async function visibleMarks(page) {
    return page.locator('main section mark').evaluateAll(marks => marks.filter(mark => {
        const box = mark.getBoundingClientRect();
        return box.width > 0 && box.height > 0 && mark.checkVisibility({checkOpacity: true, checkVisibilityCSS: true});
    }).map(mark => ({text: mark.textContent, paper: getComputedStyle(mark).backgroundColor,
        around: getComputedStyle(mark.parentElement).backgroundColor})));
}

/* From the index to a failed case, by what is written there; the octets that are wrong have to be seen. */
async function findFailedCase(page, start) {
    await page.goto(start);
    const link = page.locator('main ul.cases a').first();
    const id = await link.textContent();
    await link.click();
    await page.waitForURL(/\/cases\//);
    assert.match(await page.locator('h1').textContent(), /^FAIL /);
    assert.ok((await page.locator('h1').textContent()).includes(id));
    assert.ok(await page.locator('article.card').count() > 0, 'a failed case has a card');
    const offending = page.locator('svg.ladder g.offending').first();
    assert.ok(await offending.isVisible(), 'the offending arrow is drawn');
    assert.notStrictEqual(await offending.evaluate(g => getComputedStyle(g).color),
        await page.locator('svg.ladder').evaluate(svg => getComputedStyle(svg).color), 'the offending arrow stands out');
    const marks = await visibleMarks(page);
    assert.ok(marks.length > 0, 'the offending octets are marked');
    for (const mark of marks) {
        assert.ok(mark.text.trim().length > 0, 'what is marked can be seen');
        assert.notStrictEqual(mark.paper, mark.around, 'what is marked stands out');
    }
    return marks;
}

/* An arrow leads to its message, the record and the raw octets are there. */
async function followLinks(page) {
    await page.locator('svg.ladder a').last().click();
    assert.match(page.url(), /#m\d+$/);
    assert.strictEqual(await page.locator('section:target').count(), 1);
    const record = await page.request.get(new URL('record.json', page.url()).href);
    const result = JSON.parse(await record.text());
    assert.strictEqual(result.verdict, 'FAIL');
    const number = result.messages.findIndex(message => message.text);
    const raw = await page.request.get(new URL(`message-${number + 1}.txt`, page.url()).href);
    assert.strictEqual(await raw.text(), result.messages[number].text);
    await page.locator('article.card a[href="#m' + (result.findings.find(f => f.verdict === 'FAIL' && f.entry >= 0).entry + 1) + '"]').first().click();
}

async function everyLinkLeadsSomewhere(page, start) {
    const names = ['index.html', 'requirements.html'];
    const seen = new Map();
    for (let i = 0; i < names.length; i++) {
        await page.goto(new URL(names[i], start).href);
        const {links, ids} = await page.evaluate(() => ({
            links: [...document.querySelectorAll('a')].map(a => new URL(a.getAttribute('href'), location.href).href),
            ids: [...document.querySelectorAll('[id]')].map(element => element.id),
        }));
        seen.set(new URL(names[i], start).href, {links, ids: new Set(ids)});
        if (names[i] === 'index.html')
            names.push(...new Set(links.filter(link => link.includes('/cases')).slice(0, 30)));
    }
    const answers = new Map();
    for (const [from, {links}] of seen)
        for (const link of links) {
            const [file, anchor] = link.split('#');
            assert.ok(file.startsWith(new URL('.', start).href), `${from} leads out of the report: ${link}`);
            if (!answers.has(file))
                answers.set(file, (await page.request.get(file)).status());
            assert.strictEqual(answers.get(file), 200, `${from} leads nowhere: ${link}`);
            if (anchor && seen.has(file))
                assert.ok(seen.get(file).ids.has(anchor), `${from}: no such place: ${link}`);
        }
}

async function isAccessible(page, address) {
    for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({colorScheme});
        await page.goto(address);
        const {violations} = await page.evaluate(async source => {
            eval(source);
            return axe.run();
        }, axe.source);
        const bad = violations.filter(fault => ['serious', 'critical'].includes(fault.impact));
        for (const fault of bad)
            console.error(`${colorScheme} ${address}: ${fault.id}: ${fault.help}: ${fault.nodes[0].html}`);
        assert.strictEqual(bad.length, 0, 'axe finds no serious fault');
    }
    const papers = [];
    for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({colorScheme});
        papers.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    }
    assert.notStrictEqual(papers[0], papers[1], 'there is a light and a dark scheme');
}

/* What the browser says when it does nothing but show the pages. */
async function isQuiet(context, addresses) {
    for (const address of addresses) {
        const page = await openPage(context);
        await page.goto(address, {waitUntil: 'networkidle'});
        assert.deepStrictEqual(page.complaints, []);
        const elsewhere = page.asked.filter(url => !/^http:\/\/127\.0\.0\.1:\d+\/(cases|index|requirements|style|icon)/.test(url));
        assert.deepStrictEqual(elsewhere, [], 'nothing else is fetched');
        await page.close();
    }
}

/* What a device sent is there to be read, and is nothing but text. */
async function hostileTextIsText(page, start) {
    await page.goto(start);
    await page.locator('main ul.cases a', {hasText: 'hostile'}).click();
    await page.waitForURL(/\/cases\//);
    const text = await page.locator('main').innerText();
    for (const shown of ['\\x00', '\\x1B[31m', '\\xFF', '<script>alert(1)</script>', ']]><b a='])
        assert.ok(text.includes(shown), `${shown} can be seen`);
    const live = page.locator('main').locator('script, style, iframe, object, embed, img, form, base, b, [style], [onclick]');
    assert.strictEqual(await live.count(), 0);
    return page.url();
}

/* Two runs: the verdicts of a case stand side by side and each leads to its own page. */
async function columnsLeadToTheirRuns(page, start) {
    await page.goto(start);
    const cells = page.locator('tbody', {hasText: 'uas/skipped'}).locator('td a');
    assert.deepStrictEqual(await cells.allTextContents(), ['SKIP', 'INCONCLUSIVE']);
    await cells.last().click();
    await page.waitForURL(/\/cases-2\//);
    assert.match(await page.locator('h1').textContent(), /^INCONCLUSIVE /);
}

async function main([report, hostile, columns, picture]) {
    const servers = await Promise.all([report, hostile, columns].map(serve));
    const [start, bad, wide] = servers.map(server => `http://127.0.0.1:${server.address().port}/index.html`);
    const browser = await chromium.launch(BROWSER);
    try {
        const view = {viewport: {width: 1200, height: 1500}};
        const context = await browser.newContext(view);
        const page = await openPage(context);
        await findFailedCase(page, start);
        const failed = page.url();
        await followLinks(page);
        await findFailedCase(page, bad);
        const hostileCase = await hostileTextIsText(page, bad);
        await columnsLeadToTheirRuns(page, wide);
        for (const folder of [start, bad, wide])
            await everyLinkLeadsSomewhere(page, folder);
        await isQuiet(context, [start, failed, new URL('requirements.html', start).href, bad, hostileCase, wide]);

        // axe is a script: it gets in where the policy is not obeyed
        const judge = await openPage(await browser.newContext({...view, bypassCSP: true}));
        for (const address of [start, failed, new URL('requirements.html', start).href, hostileCase, wide])
            await isAccessible(judge, address);
        await judge.emulateMedia({colorScheme: 'light'});
        await judge.goto(failed);
        await judge.screenshot({path: picture});
    } finally {
        await browser.close();
        servers.forEach(server => server.close());
    }
}

main(process.argv.slice(2)).then(() => console.log('the browser finds everything'), error => {
    console.error(error);
    process.exitCode = 1;
});

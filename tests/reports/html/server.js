'use strict';
// Serves a folder on loopback as Jenkins serves what a build leaves behind: in a sandbox, without scripts.
const fs = require('fs');
const http = require('http');
const path = require('path');

const POLICY = "sandbox allow-same-origin; default-src 'none'; img-src 'self'; style-src 'self'";
const TYPES = {'.html': 'text/html; charset=utf-8', '.css': 'text/css', '.svg': 'image/svg+xml',
    '.json': 'application/json', '.txt': 'text/plain'};

function serve(folder) {
    const server = http.createServer((request, response) => {
        const name = path.join(folder, decodeURIComponent(request.url.split(/[?#]/)[0]));
        const type = TYPES[path.extname(name)];
        if (!type || !fs.existsSync(name)) {
            response.writeHead(404).end();
            return;
        }
        response.writeHead(200, {
            'Content-Type': type,
            'Content-Security-Policy': POLICY,
            'X-Content-Type-Options': 'nosniff',
        });
        fs.createReadStream(name).pipe(response);
    });
    return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server)));
}

module.exports = {serve};

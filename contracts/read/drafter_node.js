// The child process that calls drafter.js 2.6.7 where there is no libdrafter: the same
// drafter, compiled to JavaScript. Same protocol as drafter_worker.py:
//   node drafter_node.js <folder of the npm package drafter.js>
'use strict';

const fs = require('fs');
const { Worker } = require('worker_threads');

const VERSION = '2.6.7'; // others lay their elements out otherwise
const UNUSABLE = 3;

function read(size) {
  const buffer = Buffer.alloc(size);
  let filled = 0;
  while (filled < size) {
    let count;
    try {
      count = fs.readSync(0, buffer, filled, size - filled, null);
    } catch (error) {
      if (error.code === 'EAGAIN') continue;
      if (error.code === 'EOF') return null; // how Windows ends a pipe
      throw error;
    }
    if (count === 0) return null;
    filled += count;
  }
  return buffer;
}

function write(buffer) {
  let done = 0;
  while (done < buffer.length) {
    try {
      done += fs.writeSync(1, buffer, done);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

function parse(drafter, text) {
  try {
    return [0, drafter.parseSync(text, { generateSourceMap: true })];
  } catch (error) {
    if (!error.result) throw error; // not a finding but a failure: end like a crash
    return [1, error.result];
  }
}

// drafter.js cannot be interrupted, so a second thread watches this process's processor time
// and ends it by SIGPROF, as drafter_worker.py ends.
function watch() {
  const deadline = new Float64Array(new SharedArrayBuffer(8));
  const code = `
    const { workerData: deadline } = require('worker_threads');
    const used = () => { const u = process.cpuUsage(); return (u.user + u.system) / 1000; };
    setInterval(() => {
      if (deadline[0] && used() > deadline[0]) process.kill(process.pid, 'SIGPROF');
    }, 50);`;
  new Worker(code, { eval: true, workerData: deadline }).unref();
  return (milliseconds) => {
    const { user, system } = process.cpuUsage();
    deadline[0] = milliseconds && (user + system) / 1000 + milliseconds;
  };
}

function main(folder) {
  let drafter;
  try {
    if (require(`${folder}/package.json`).version !== VERSION) process.exit(UNUSABLE);
    drafter = require(folder);
  } catch (error) {
    process.exit(UNUSABLE);
  }
  const limit = watch();
  for (let head = read(12); head; head = read(12)) {
    const text = read(Number(head.readBigUInt64BE())).toString('utf8');
    limit(head.readUInt32BE(8));
    const [status, elements] = parse(drafter, text);
    limit(0);
    const result = Buffer.from(JSON.stringify(elements), 'utf8');
    const answer = Buffer.alloc(12);
    answer.writeInt32BE(status, 0);
    answer.writeBigUInt64BE(BigInt(result.length), 4);
    write(Buffer.concat([answer, result]));
  }
}

main(process.argv[2]);

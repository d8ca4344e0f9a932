'use strict';
// The form of a demo: card, step, show, level, claim, measured, done.
//
// lesson.h explains it and has the same functions for C++; both print the same
// bytes. Here show() and measured() take one string, made with a template.

const COLUMNS = 80;
const LABEL_WIDTH = 16;
const BAR_WIDTH = 16;

let begun = false;
let ended = false;
let trap = '';
let steps = 0;
let claims = 0;
let failed = 0;

function line(text) {
  process.stdout.write(text + '\n');
}

// `| NAME   the text, wrapped, with a hanging indent`.
function paragraph(name, text) {
  let row = '| ' + name.padEnd(6);
  for (const word of text.split(' ')) {
    if (row.length + 1 + word.length > COLUMNS) {
      line(row);
      row = '| ' + ''.padEnd(6);
    }
    row += ' ' + word;
  }
  line(row);
}

// Opens the demo: prints ASKED and SAY now, and TRAP at the end.
function card(texts) {
  begun = true;
  trap = texts.trap;
  paragraph('ASKED', texts.asked);
  paragraph('SAY', texts.say);
  line('');
}

// `1  TITLE`: begins the next step; steps number themselves.
function step(title) {
  line(`${String(++steps).padEnd(2)} ${title}`);
}

// `   TEXT`: one line of what happened, the same in every run.
function show(text) {
  line('   ' + text);
}

// `   LABEL           [############....] 12`: how full something is, drawn
// against its mark (> 0), with a `+` after the bar when it is over.
function level(label, value, mark) {
  const cells = Math.min(Math.floor((value * BAR_WIDTH) / mark), BAR_WIDTH);
  const bar = '#'.repeat(cells).padEnd(BAR_WIDTH, '.');
  const number = String(value).padStart(String(mark).length);
  const over = value > mark ? '+' : '';
  line(`   ${label.padEnd(LABEL_WIDTH)}[${bar}]${over} ${number}`);
}

// `   ok  TEXT`, or `   FAILED  TEXT`, which makes the exit code 1.
function claim(text, holds) {
  claims += 1;
  if (!holds) failed += 1;
  line(`   ${holds ? 'ok' : 'FAILED'}  ${text}`);
}

// `~  TEXT`: a time, a size, a count that may differ from run to run.
function measured(text) {
  line('~  ' + text);
}

// Ends the demo: prints TRAP and whether the claims hold. If one does not, the
// exit code of the process is 1.
function done() {
  ended = true;
  line('');
  paragraph('TRAP', trap);
  const count = `${claims} ${claims === 1 ? 'claim' : 'claims'}`;
  line(
    failed === 0
      ? `| ${count} ${claims === 1 ? 'holds' : 'hold'}`
      : `| ${failed} of ${count} FAILED`,
  );
  if (failed > 0) process.exitCode = 1;
}

// A lesson whose loop ran dry before done() has not proved anything.
process.on('exit', () => {
  if (!begun || ended) return;
  line('| FAILED: it stopped before its end');
  process.exitCode = 1;
});

module.exports = { card, step, show, level, claim, measured, done };

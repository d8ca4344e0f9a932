// The form of a demo: card, step, show, level, claim, measured, done.
//
// A demo opens with its card, prints numbered steps, claims what it has just
// shown, and ends with done(). lesson.js has the same functions and prints the
// same bytes, so a demo and its JavaScript twin can be compared line by line.
//
//   using namespace lesson;
//   card({.asked = "What is backpressure?",
//         .say = "write() returns false at the highWaterMark. "
//                "The producer stops until 'drain'.",
//         .trap = "\"pipe handles errors too\": no, it does not."});
//   step("Two writes of 8 bytes, highWaterMark 16");
//   show("write 2  {}", accepted);
//   claim("the second write reaches the mark", !accepted);
//   done();
//
// Output is ASCII, at most 80 columns. Lines that begin with `~` (measured) and
// `|` (the card, the end) may differ between runs or runtimes; a comparison
// skips them. All other lines are the same every time.
//
// Call these from one thread only: a Worker reports to the main thread, which
// prints.
#pragma once

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nodelab/process/process.h"

namespace lesson {

// The card of a demo, made of string literals (done() still reads the trap).
struct Card {
  std::string_view asked;  // the interviewer's question
  std::string_view say;    // the answer: three sentences to say aloud
  std::string_view trap;   // what people get wrong
};

namespace detail {

inline constexpr std::size_t kColumns = 80;
inline constexpr std::size_t kLabelWidth = 16;
inline constexpr std::size_t kBarWidth = 16;

struct Progress {
  std::string_view trap;
  int steps = 0;
  int claims = 0;
  int failed = 0;
  bool ended = false;
};
inline Progress progress;

// Flushed at once, so that it keeps its place among what others print.
inline void line(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fputc('\n', stdout);
  std::fflush(stdout);
}

// `| NAME   the text, wrapped, with a hanging indent`.
inline void paragraph(std::string_view name, std::string_view text) {
  std::string row = fmt::format("| {:<6}", name);
  while (true) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    if (row.size() + 1 + word.size() > kColumns) {
      line(row);
      row = fmt::format("| {:<6}", "");
    }
    row.append(1, ' ').append(word);
    if (end == text.size()) break;
    text.remove_prefix(end + 1);
  }
  line(row);
}

// fmt writes a double in another way than JavaScript does.
template <typename... Args>
inline constexpr bool kSameInJavaScript =
    !(std::is_floating_point_v<std::remove_cvref_t<Args>> || ...);

}  // namespace detail

// Opens the demo: prints ASKED and SAY now, and TRAP at the end. Call it in the
// script of nodelab::run. A lesson whose loop runs dry before done() has not
// proved anything: it says so, and the exit code is 1.
inline void card(const Card& card) {
  detail::progress.trap = card.trap;
  nodelab::process::on(nodelab::process::event::exit, [](int) {
    if (detail::progress.ended) return;
    detail::line("| FAILED: it stopped before its end");
    nodelab::process::setExitCode(1);
  });
  detail::paragraph("ASKED", card.asked);
  detail::paragraph("SAY", card.say);
  detail::line("");
}

// `1  TITLE`: begins the next step; steps number themselves.
inline void step(std::string_view title) {
  detail::line(fmt::format("{:<2} {}", ++detail::progress.steps, title));
}

// `   TEXT`: one line of what happened, the same in every run. No floating
// point: it prints differently in JavaScript.
template <typename... Args>
void show(fmt::format_string<Args...> format, Args&&... args) {
  static_assert(detail::kSameInJavaScript<Args...>,
                "show() prints what is the same in JavaScript; "
                "a floating point number belongs on a measured() line");
  detail::line("   " + fmt::format(format, std::forward<Args>(args)...));
}

// `   LABEL           [############....] 12`: how full something is, drawn
// against its mark (> 0), with a `+` after the bar when it is over.
inline void level(std::string_view label, std::size_t value, std::size_t mark) {
  using detail::kBarWidth, detail::kLabelWidth;
  const std::size_t cells = std::min(value * kBarWidth / mark, kBarWidth);
  const std::string bar =
      std::string(cells, '#') + std::string(kBarWidth - cells, '.');
  const std::string number =
      fmt::format("{:>{}}", value, std::to_string(mark).size());
  detail::line(fmt::format("   {:<{}}[{}]{} {}", label, kLabelWidth, bar,
                           value > mark ? "+" : "", number));
}

// `   ok  TEXT`, or `   FAILED  TEXT`, which makes the exit code 1.
inline void claim(std::string_view text, bool holds) {
  ++detail::progress.claims;
  if (!holds) ++detail::progress.failed;
  detail::line(fmt::format("   {}  {}", holds ? "ok" : "FAILED", text));
}

// `~  TEXT`: a time, a size, a count that may differ from run to run.
template <typename... Args>
void measured(fmt::format_string<Args...> format, Args&&... args) {
  detail::line("~  " + fmt::format(format, std::forward<Args>(args)...));
}

// Ends the demo: prints TRAP and whether the claims hold. If one does not, the
// exit code of the process is 1.
inline void done() {
  detail::progress.ended = true;
  const auto& [trap, steps, claims, failed, ended] = detail::progress;
  detail::line("");
  detail::paragraph("TRAP", trap);
  const std::string count =
      fmt::format("{} {}", claims, claims == 1 ? "claim" : "claims");
  detail::line(failed == 0 ? fmt::format("| {} {}", count,
                                         claims == 1 ? "holds" : "hold")
                           : fmt::format("| {} of {} FAILED", failed, count));
  if (failed > 0) nodelab::process::setExitCode(1);
  if (std::ferror(stdout) == 0) return;
  std::fputs("the output could not be written\n", stderr);
  nodelab::process::setExitCode(1);
}

}  // namespace lesson

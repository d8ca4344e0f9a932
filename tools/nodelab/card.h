// The card of a demo, read from its source: what an interviewer asks, what to say, and the trap.
// It stands in the demo and nowhere else, as the call that prints it:
//
//   card({.asked = "What is backpressure?",
//         .say = "write() returns false at the highWaterMark. "
//                "The producer stops until 'drain'.",
//         .trap = "…"});
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nodelab::command {

struct Card {
  std::string asked;
  std::string say;
  std::string trap;
};

// The texts of a card by the names of their fields; none when there is no card.
using CardFields = std::map<std::string, std::string>;

// The card of a C++ source: the first call `card({…})` outside of comments and literals, its fields
// in any order, each of adjacent string literals (plain or raw).
CardFields cardFields(std::string_view source);

// The same for a demo's. A field that is missing is empty.
std::optional<Card> parseCard(std::string_view source);

// The card as a demo prints it: `| ASKED  …`, at most 80 columns.
std::vector<std::string> cardLines(const Card& card);

}  // namespace nodelab::command

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "tools/nodelab/commands.h"
#include "tools/nodelab/failure.h"
#include "tools/nodelab/names.h"
#include "tools/nodelab/terminal.h"
#include "tools/nodelab/text.h"

namespace nodelab::command {
namespace {

using Words = std::set<std::string>;

Words wordsOf(std::string_view text) {
  static const Words kSayNothing = {
      "a",          "an",      "and",  "are",  "as",    "between", "can",  "do",   "does",
      "difference", "explain", "for",  "how",  "i",     "if",      "in",   "is",   "it",
      "me",         "of",      "on",   "or",   "so",    "the",     "that", "this", "to",
      "versus",     "vs",      "what", "when", "which", "why",     "with", "you"};
  Words words;
  std::string word;
  for (const char c : lowerCase(text) + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      word += c;
    } else if (!word.empty()) {
      if (!kSayNothing.contains(word)) words.insert(word);
      word.clear();
    }
  }
  return words;
}

// 1 for the same word, less when one begins the other ("tick", "ticks"), 0 for different ones.
double likeness(const std::string& a, const std::string& b) {
  if (a == b) return 1;
  if (std::min(a.size(), b.size()) < 4) return 0;
  return a.starts_with(b) || b.starts_with(a) ? 0.7 : 0;
}

// A demo with its card and how well it answers.
struct Answer {
  const Demo* demo;
  Card card;
  double score;
  Words missed;  // the asked words that it does not speak of
};

Answer weigh(const Demo& demo, const Words& asked) {
  Answer answer{&demo, demo.card(), 0, {}};
  const std::pair<double, Words> fields[] = {{6, wordsOf(demo.id)},
                                             {4, wordsOf(answer.card.asked)},
                                             {2, wordsOf(answer.card.say)},
                                             {2, wordsOf(answer.card.trap)}};
  for (const std::string& word : asked) {
    double best = 0;
    for (const auto& [weight, words] : fields) {
      for (const std::string& other : words) best = std::max(best, weight * likeness(word, other));
    }
    if (best == 0) answer.missed.insert(word);
    answer.score += best;
  }
  return answer;
}

[[noreturn]] void noAnswer(const Lab& lab, const std::string& question, const Words& asked) {
  Words spoken;
  for (const Demo& demo : lab.demos()) {
    spoken.merge(wordsOf(demo.id));
    spoken.merge(wordsOf(demo.card().asked));
    spoken.merge(wordsOf(demo.card().say));
  }
  std::vector<std::string> near;
  for (const std::string& word : asked) {
    for (const std::string& other : nearNames(word, {spoken.begin(), spoken.end()})) {
      near.push_back(fmt::format("'{}'", other));
    }
  }
  const std::string hint = near.empty() ? fmt::format("see {} list", callName())
                                        : fmt::format("did you mean {}?", fmt::join(near, ", "));
  throw Failure(kMismatch, fmt::format("no card speaks of '{}'; {}", question, hint));
}

void print(const Answer& answer) {
  printLine(answer.demo->id);
  for (const std::string& line : cardLines(answer.card)) printLine(line);
  fmt::print("see it: {} run {}\nread it: {}\n", callName(), answer.demo->id,
             shortPath(answer.demo->source));
}

}  // namespace

int explain(const Lab& lab, const std::vector<std::string>& words) {
  const std::string question = fmt::format("{}", fmt::join(words, " "));
  const Words asked = wordsOf(question);
  std::vector<Answer> answers;
  for (const Demo& demo : lab.demos()) answers.push_back(weigh(demo, asked));
  std::stable_sort(answers.begin(), answers.end(),
                   [](const Answer& a, const Answer& b) { return a.score > b.score; });
  if (answers.empty() || answers[0].score == 0) noAnswer(lab, question, asked);

  print(answers[0]);
  std::vector<std::string> also;
  for (std::size_t i = 1; i < answers.size(); ++i) {
    if (answers[i].score * 2 >= answers[0].score) also.push_back(answers[i].demo->id);
  }
  if (!also.empty()) fmt::print("also: {}\n", fmt::join(also, ", "));
  if (!answers[0].missed.empty()) {
    fmt::print(stderr, "nodelab: it does not speak of '{}'\n",
               fmt::join(answers[0].missed, "', '"));
  }
  return kOk;
}

}  // namespace nodelab::command

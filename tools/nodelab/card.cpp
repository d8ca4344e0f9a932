#include "tools/nodelab/card.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "tools/nodelab/text.h"

namespace nodelab::command {
namespace {

struct Token {
  enum Kind { kWord, kString, kPunctuation, kEnd } kind;
  std::string text;  // of a string literal: its value
};

bool isWordChar(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// As much of C++'s lexing as finding a call takes: comments, words, literals, punctuation.
class Lexer {
 public:
  explicit Lexer(std::string_view source) : rest_(source) {}

  Token next() {
    skipSpaceAndComments();
    if (rest_.empty()) return {Token::kEnd, ""};
    if (rest_.starts_with("R\"")) return rawString();
    if (rest_[0] == '"') return quoted(Token::kString);
    if (rest_[0] == '\'') return quoted(Token::kPunctuation);
    if (isWordChar(rest_[0])) return word();
    return {Token::kPunctuation, take(1)};
  }

 private:
  std::string take(std::size_t count) {
    const std::string taken(rest_.substr(0, count));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  void skipPast(std::string_view end) {
    const std::size_t at = rest_.find(end);
    rest_.remove_prefix(at == rest_.npos ? rest_.size() : at + end.size());
  }

  void skipSpaceAndComments() {
    while (!rest_.empty()) {
      if (std::isspace(static_cast<unsigned char>(rest_[0])) != 0) {
        take(1);
      } else if (rest_.starts_with("//")) {
        skipPast("\n");
      } else if (rest_.starts_with("/*")) {
        skipPast("*/");
      } else {
        return;
      }
    }
  }

  // A word or a number; the ' in 1'000 belongs to the number.
  Token word() {
    const bool number = std::isdigit(static_cast<unsigned char>(rest_[0])) != 0;
    std::size_t size = 0;
    while (size < rest_.size() && (isWordChar(rest_[size]) || (number && rest_[size] == '\''))) {
      ++size;
    }
    return {Token::kWord, take(size)};
  }

  Token quoted(Token::Kind kind) {
    const char quote = take(1)[0];
    std::string value;
    while (!rest_.empty() && rest_[0] != quote && rest_[0] != '\n') {
      const char c = take(1)[0];
      value += c == '\\' && !rest_.empty() ? unescape(take(1)[0]) : c;
    }
    take(1);
    return {kind, value};
  }

  static char unescape(char c) { return c == 'n' || c == 't' ? ' ' : c; }

  Token rawString() {
    take(2);
    const std::size_t open = std::min(rest_.find('('), rest_.size());
    const std::string end = ")" + take(open) + "\"";
    take(1);
    const std::size_t size = std::min(rest_.find(end), rest_.size());
    Token token{Token::kString, take(size)};
    take(end.size());
    return token;
  }

  std::string_view rest_;
};

// Reads `{.field = "…" "…", …}` up to its closing brace.
CardFields readFields(Lexer& lexer) {
  CardFields fields;
  std::string word, field;
  for (Token token = lexer.next(); token.kind != Token::kEnd; token = lexer.next()) {
    if (token.kind == Token::kString) fields[field] += token.text;
    if (token.kind == Token::kWord) word = token.text;
    if (token.kind != Token::kPunctuation) continue;
    if (token.text == "=") field = word;
    if (token.text == "}") break;
  }
  return fields;
}

}  // namespace

CardFields cardFields(std::string_view source) {
  Lexer lexer(source);
  Token beforeLast = lexer.next();
  Token last = lexer.next();
  while (last.kind != Token::kEnd) {
    const Token token = lexer.next();
    const bool opens = beforeLast.kind == Token::kWord && beforeLast.text == "card" &&
                       last.kind == Token::kPunctuation && last.text == "(" &&
                       token.kind == Token::kPunctuation && token.text == "{";
    if (opens) return readFields(lexer);
    beforeLast = std::exchange(last, token);
  }
  return {};
}

std::optional<Card> parseCard(std::string_view source) {
  CardFields fields = cardFields(source);
  if (fields.empty()) return std::nullopt;
  return Card{fields["asked"], fields["say"], fields["trap"]};
}

std::vector<std::string> cardLines(const Card& card) {
  std::vector<std::string> lines;
  const auto paragraph = [&lines](std::string_view name, const std::string& text) {
    if (text.empty()) return;
    for (const std::string& line : wrap(text, 71)) {
      lines.push_back(fmt::format("| {:<6} {}", name, line));
      name = "";
    }
  };
  paragraph("ASKED", card.asked);
  paragraph("SAY", card.say);
  paragraph("TRAP", card.trap);
  return lines;
}

}  // namespace nodelab::command

// Names as people type them: a part of the name is enough while it is unique, and a typo gets a
// suggestion.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nodelab::command {

// The one name that `query` means: the name itself, its part after the `/`, or a beginning of
// either. Throws a Failure (wrong usage) that begins "no KIND 'query'" or "'query' is more than one
// KIND", and says which names come near or, when none does, that `listing` shows them.
const std::string& resolveName(std::string_view kind, std::string_view query,
                               const std::vector<std::string>& names, std::string_view listing);

// The names, at most three, best first, that a typo in `query` may have meant.
std::vector<std::string> nearNames(std::string_view query, const std::vector<std::string>& names);

// How many letters to insert, delete, change or swap to make `b` of `a`.
std::size_t editDistance(std::string_view a, std::string_view b);

}  // namespace nodelab::command

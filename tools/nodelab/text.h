// The few things the command does with text.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace nodelab::command {

// ASCII only.
std::string lowerCase(std::string_view text);

// "1 demo", "2 demos".
std::string counted(std::size_t count, std::string_view noun);

// The lines of `text`, without their ends. Text after the last newline is a line too.
std::vector<std::string> splitLines(std::string_view text);

// `text`, broken at spaces into lines of at most `columns`; a longer word stands alone. Never
// empty.
std::vector<std::string> wrap(std::string_view text, std::size_t columns);

// The whole file. Throws a Failure (mismatch) that names it when it cannot be read.
std::string readFile(const std::filesystem::path& file);

// What one types to call the command: "nodelab", or "./nodelab" where that was typed.
std::string callName();

// The file as somebody in the current folder would type it.
std::string shortPath(const std::filesystem::path& file);

}  // namespace nodelab::command

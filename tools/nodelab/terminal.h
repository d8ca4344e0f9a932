// What a terminal adds: colour, and a pause. In a pipe there is neither.
#pragma once

#include <string_view>

namespace nodelab::command {

// Whether somebody sits before it: stdin and stdout are a terminal.
bool atTerminal();

// Prints one line of a transcript at once, coloured by what it is when stdout is a terminal that
// has colours (and NO_COLOR is not set, TERM is not dumb).
void printLine(std::string_view line);

// Waits until Enter is pressed; false when the answer began with `q`, or input has ended. Asks
// nothing and returns true when nobody sits at a terminal.
bool pauseFor(std::string_view prompt);

}  // namespace nodelab::command

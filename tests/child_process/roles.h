// What the forked children of these tests do.
#pragma once

#include <string_view>

bool isRole(std::string_view name);

// Runs the role argv[1] as a program, and returns its exit code.
int playRole(int argc, char** argv);

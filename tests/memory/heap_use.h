// Memory in use by the heap, counted: links over operator new of the whole test program.
#pragma once

#include <cstddef>

namespace chartbridge::test_memory {

void Mark();
// The most bytes, as malloc rounds them, that were in use since the last Mark beyond those that
// were in use then. Any thread.
std::size_t Growth();

}  // namespace chartbridge::test_memory

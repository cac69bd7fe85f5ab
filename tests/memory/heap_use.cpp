#include "tests/memory/heap_use.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> in_use{0};
std::atomic<std::size_t> highest{0};
std::atomic<std::size_t> marked{0};

void* Count(void* block) {
  if (block == nullptr) std::abort();
  const std::size_t now = in_use += ::malloc_usable_size(block);
  std::size_t before = highest;
  while (before < now && !highest.compare_exchange_weak(before, now)) {
  }
  return block;
}

void Uncount(void* block) {
  if (block == nullptr) return;
  in_use -= ::malloc_usable_size(block);
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) { return Count(std::malloc(size)); }
void* operator new[](std::size_t size) { return Count(std::malloc(size)); }
void operator delete(void* block) noexcept { Uncount(block); }
void operator delete[](void* block) noexcept { Uncount(block); }
void operator delete(void* block, std::size_t) noexcept { Uncount(block); }
void operator delete[](void* block, std::size_t) noexcept { Uncount(block); }

namespace chartbridge::test_memory {

std::size_t Growth() { return highest - marked; }
void Mark() {
  marked = in_use.load();
  highest = marked.load();
}

}  // namespace chartbridge::test_memory

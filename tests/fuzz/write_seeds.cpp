// fuzz_seeds TARGET FOLDER: the seeds as files, as libFuzzer wants them. Names do not change, so
// that a corpus grows beside them.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "tests/fuzz/seeds.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: fuzz_seeds TARGET FOLDER\n";
    return 2;
  }
  const std::filesystem::path folder = argv[2];
  std::filesystem::create_directories(folder);
  int number = 0;
  for (const std::string& seed : chartbridge::fuzz::SeedsOf(argv[1]))
    std::ofstream(folder / ("seed-" + std::to_string(number++)), std::ios::binary) << seed;
  std::cout << number << " seeds\n";
  return number > 0 ? 0 : 1;
}

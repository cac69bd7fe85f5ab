#include "connectors/http/session_pool.h"

#include <gtest/gtest.h>

namespace chartbridge::http {
namespace {

// Its number tells it apart; `fresh` may change while it waits.
class Numbered final : public Session {
 public:
  Numbered(int number, const bool& fresh) : number_(number), fresh_(fresh) {}
  Transport& transport() override { return transport_; }
  BufferedStream& stream() override { return stream_; }
  bool Fresh() const override { return fresh_; }
  int number() const { return number_; }

 private:
  int number_;
  const bool& fresh_;
  PlainTransport transport_{-1};
  BufferedStream stream_{transport_, 1};
};

const bool kFresh = true;

int NumberOf(const std::unique_ptr<Session>& session) {
  return session ? dynamic_cast<const Numbered&>(*session).number() : 0;
}

TEST(SessionPool, GivesTheLatestOfTheOriginAndNoOther) {
  SessionPool pool;
  pool.Keep("http://a", std::make_unique<Numbered>(1, kFresh));
  pool.Keep("http://a", std::make_unique<Numbered>(2, kFresh));
  EXPECT_EQ(NumberOf(pool.Take("http://b")), 0);
  EXPECT_EQ(NumberOf(pool.Take("http://a")), 2);
  EXPECT_EQ(NumberOf(pool.Take("http://a")), 1);
  EXPECT_EQ(NumberOf(pool.Take("http://a")), 0);
}

TEST(SessionPool, StaleSessionsAreNotGiven) {
  SessionPool pool;
  bool stale = true;
  pool.Keep("http://a", std::make_unique<Numbered>(1, kFresh));
  pool.Keep("http://a", std::make_unique<Numbered>(2, stale));
  stale = false;
  EXPECT_EQ(NumberOf(pool.Take("http://a")), 1);
}

TEST(SessionPool, FullPoolMakesRoomByDroppingStaleSessionsOfOtherOrigins) {
  SessionPool pool;
  bool open = true;
  for (int i = 1; i <= 300; ++i)
    pool.Keep("http://" + std::to_string(i), std::make_unique<Numbered>(i, open));
  EXPECT_EQ(NumberOf(pool.Take("http://300")), 0);
  open = false;
  pool.Keep("http://new", std::make_unique<Numbered>(7, kFresh));
  EXPECT_EQ(NumberOf(pool.Take("http://new")), 7);
  EXPECT_EQ(NumberOf(pool.Take("http://1")), 0);
}

}  // namespace
}  // namespace chartbridge::http

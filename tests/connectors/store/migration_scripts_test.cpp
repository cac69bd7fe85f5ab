#include <gtest/gtest.h>

#include "connectors/sql/migrations.h"

namespace chartbridge::store_test {
namespace {

// What stands between engine and program (Citus) may take one statement at a time.
TEST(MigrationScripts, AreSentStatementByStatement) {
  EXPECT_EQ(
      sql::StatementsOf("-- It's a comment; with a sign.\nCREATE TABLE a (\n  x TEXT -- ';\n);"
                        "\n\nINSERT INTO a VALUES (';', '--'), ('it''s');\nDROP TABLE b"),
      (std::vector<std::string>{"CREATE TABLE a (\n  x TEXT )",
                                "INSERT INTO a VALUES (';', '--'), ('it''s')", "DROP TABLE b"}));
  EXPECT_EQ(sql::StatementsOf("CREATE FUNCTION f() AS $$ BEGIN x; END $$; SELECT 1;\n").size(), 2U);
  EXPECT_EQ(
      sql::StatementsOf("CREATE TRIGGER t BEFORE DELETE ON a\nBEGIN SELECT 1; END;\nSELECT 1;")
          .size(),
      2U);
  EXPECT_TRUE(sql::StatementsOf("-- Nothing.\n\n").empty());
}

}  // namespace
}  // namespace chartbridge::store_test

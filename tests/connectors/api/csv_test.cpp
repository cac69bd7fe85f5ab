#include "connectors/api/csv.h"

#include <gtest/gtest.h>

namespace chartbridge::api {
namespace {

using fhir::json::Object;
using fhir::json::Value;

std::string RowOf(const Value& cell) {
  Csv csv({"a"});
  csv.Add(Object{{"a", cell}});
  const std::string text = std::move(csv).ToReply("x.csv").text;
  return text.substr(3, text.size() - 5);  // without the head and the last line end
}

TEST(Csv, WhatASpreadsheetWouldRunStaysText) {
  for (const char* text : {"=1+1", "+972501234567", "-2", "@SUM(A1)", " =1", "＝1", "－1"})
    EXPECT_EQ(RowOf(text), "'" + std::string(text)) << text;
  EXPECT_EQ(RowOf("\t=1"), "'\t=1");
  EXPECT_EQ(RowOf("\r=1"), "\"'\r=1\"");
  EXPECT_EQ(RowOf("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
  EXPECT_EQ(RowOf(-2), "-2") << "a number of ours";
}

TEST(Csv, QuotesCommasAndLineEndsAreKept) {
  EXPECT_EQ(RowOf("a,b"), "\"a,b\"");
  EXPECT_EQ(RowOf("say \"no\""), "\"say \"\"no\"\"\"");
  EXPECT_EQ(RowOf("one\ntwo"), "\"one\ntwo\"");
  EXPECT_EQ(RowOf("שלום"), "שלום");
  EXPECT_EQ(RowOf(Value()), "");
  EXPECT_EQ(RowOf(fhir::json::Array{"a", "=b"}), "a; =b");
}

TEST(Csv, LinesEndAsRfc4180Says) {
  Csv csv({"a", "b"});
  csv.Add(Object{{"b", 2}, {"a", true}, {"c", "left out"}});
  EXPECT_EQ(std::move(csv).ToReply("x.csv").text, "a,b\r\ntrue,2\r\n");
}

}  // namespace
}  // namespace chartbridge::api

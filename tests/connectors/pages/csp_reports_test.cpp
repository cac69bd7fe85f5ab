#include "connectors/pages/csp_reports.h"

#include <gtest/gtest.h>

#include "exchange_in_memory.h"

namespace chartbridge::pages {
namespace {

constexpr const char* kReport = R"({"csp-report":{"document-uri":"http://x/chart/?patient=7"}})";

Ask Post(std::string type, std::string body = kReport) {
  return {"/csp-reports", "POST", {{"Content-Type", std::move(type)}}, "", std::move(body)};
}

TEST(CspReportsTest, EachReportIsCountedAndNothingOfItAnswered) {
  CspReports reports;
  const Reply reply = Send(reports, Post("application/csp-report"));
  EXPECT_EQ(reply.status, 204);
  EXPECT_TRUE(reply.body.empty());
  EXPECT_EQ(Send(reports, Post("application/reports+json; charset=utf-8")).status, 204);
  EXPECT_EQ(reports.total(), 2);
}

TEST(CspReportsTest, WhatIsNoReportIsNotCounted) {
  CspReports reports;
  EXPECT_EQ(Send(reports, {"/csp-reports"}).status, 405);
  EXPECT_EQ(Send(reports, Post("text/plain")).status, 415);
  EXPECT_EQ(Send(reports, Post("application/csp-report", std::string(70000, 'x'))).status, 413);
  EXPECT_EQ(Send(reports, {"/csp-reports/more"}).status, 404);
  EXPECT_EQ(reports.total(), 0);
}

}  // namespace
}  // namespace chartbridge::pages

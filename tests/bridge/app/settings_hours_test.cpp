// What can be wrong with opening hours and holidays, and the sentence that says so.
#include "tests/bridge/app/settings_folder.h"

namespace chartbridge {
namespace {

struct Fault {
  const char* name;
  std::string toml;
  std::string sentence;
};

std::string Hours(const std::string& days, const std::string& open, const std::string& close) {
  return "[[clinic.hours]]\ndays = " + days + "\nopen = \"" + open + "\"\nclose = \"" + close +
         "\"\n";
}

std::string Holiday(const std::string& keys) {
  return "[[clinic.holiday]]\nname = \"Day\"\n" + keys + "\n";
}

TEST_F(SettingsFolder, WrongHoursAndHolidays) {
  const std::vector<Fault> rows{
      {"unknown day", Hours("[\"sunday\"]", "09:00", "10:00"),
       "clinic.hours[0].days names a day wrong or twice; days are sun, mon, tue, wed, thu, fri, "
       "sat"},
      {"day twice", Hours("[\"sun\", \"sun\"]", "09:00", "10:00"),
       "clinic.hours[0].days names a day wrong or twice; days are sun, mon, tue, wed, thu, fri, "
       "sat"},
      {"no day", Hours("[]", "09:00", "10:00"),
       "clinic.hours[0].days names no day, so it never opens; days are sun, mon, tue, wed, thu, "
       "fri, sat"},
      {"no such time", Hours("[\"sun\"]", "09:60", "10:00"),
       "clinic.hours[0].open must be a time of day from \"00:00\" to \"23:59\""},
      {"opens at the end of the day", Hours("[\"sun\"]", "24:00", "10:00"),
       "clinic.hours[0].open must be a time of day from \"00:00\" to \"23:59\""},
      {"later than midnight", Hours("[\"sun\"]", "09:00", "24:01"),
       "clinic.hours[0].close must be a time of day from \"00:00\" to \"24:00\""},
      {"no colon", Hours("[\"sun\"]", "09:00", "18.00"),
       "clinic.hours[0].close must be a time of day from \"00:00\" to \"24:00\""},
      {"holiday without a name", "[[clinic.holiday]]\ndate = \"2026-09-21\"\n",
       "clinic.holiday[0].name is missing; staff see the day by it"},
      {"holiday without a date", "[[clinic.holiday]]\nname = \"x\"\n",
       "clinic.holiday[0].date must be a day like \"2026-09-21\""},
      {"holiday on no day", Holiday("date = \"2026-02-29\""),
       "clinic.holiday[0].date must be a day like \"2026-09-21\""},
      {"holiday of a month", Holiday("date = \"2026-02\""),
       "clinic.holiday[0].date must be a day like \"2026-09-21\""},
      {"holiday without an end", Holiday("from = \"2026-02-01\""),
       "clinic.holiday[0].to must be a day like \"2026-09-21\""},
      {"holiday that ends before it begins", Holiday("from = \"2026-02-02\"\nto = \"2026-02-01\""),
       "clinic.holiday[0].to must not be before from"},
      {"holiday with a day and a span",
       Holiday("date = \"2026-02-02\"\nfrom = \"2026-02-02\"\nto = \"2026-02-03\""),
       "clinic.holiday[0].date is one day; leave it out, or from and to"},
      {"holiday with half of its hours", Holiday("date = \"2026-02-02\"\nopen = \"10:00\""),
       "clinic.holiday[0].close must be a time of day from \"00:00\" to \"24:00\""},
      {"two holidays on one day",
       Holiday("date = \"2026-02-05\"") + Holiday("from = \"2026-02-01\"\nto = \"2026-02-05\""),
       "clinic.holiday[1].from overlaps clinic.holiday[0]"},
      {"holiday with a key of hours", Holiday("date = \"2026-02-05\"\ndays = [\"sun\"]"),
       "clinic.holiday[0].days is no setting; see docs/chartbridge.sample.toml"},
  };
  for (const Fault& row : rows)
    EXPECT_EQ(Sentences(Load(row.toml)), row.sentence + "\n") << row.name;
}

TEST_F(SettingsFolder, AllFaultsOfHoursAreReportedAtOnce) {
  const auto loaded = Load("[clinic]\ntimezone = \"Mars/Olympus\"\n" + Hours("[]", "9", "25:00") +
                           Holiday("date = \"x\"\nopen = \"1\"") + "[[clinic.holiday]]\n");
  EXPECT_EQ(Sentences(loaded),
            "clinic.timezone must be a zone of the IANA database, like \"Europe/Madrid\"\n"
            "clinic.hours[0].days names no day, so it never opens; days are sun, mon, tue, wed, "
            "thu, fri, sat\n"
            "clinic.hours[0].open must be a time of day from \"00:00\" to \"23:59\"\n"
            "clinic.hours[0].close must be a time of day from \"00:00\" to \"24:00\"\n"
            "clinic.holiday[0].date must be a day like \"2026-09-21\"\n"
            "clinic.holiday[0].open must be a time of day from \"00:00\" to \"23:59\"\n"
            "clinic.holiday[0].close must be a time of day from \"00:00\" to \"24:00\"\n"
            "clinic.holiday[1].name is missing; staff see the day by it\n"
            "clinic.holiday[1].date must be a day like \"2026-09-21\"\n");
}

TEST_F(SettingsFolder, NightsAndShiftsThatOverlapAreNoFault) {
  EXPECT_TRUE(Load(Hours("[\"sun\"]", "18:00", "09:00") +
                   Hours("[\"sun\", \"mon\"]", "08:00", "20:00") +
                   Hours("[\"tue\"]", "00:00", "24:00") + Hours("[\"wed\"]", "07:00", "07:00")));
}

TEST_F(SettingsFolder, AHolidayFromTheEnvironment) {
  const auto loaded = Load("", {{"CHARTBRIDGE_CLINIC__HOLIDAY__0__NAME", "Purim"},
                                {"CHARTBRIDGE_CLINIC__HOLIDAY__0__DATE", "2027-03-23"}});
  ASSERT_TRUE(loaded) << Sentences(loaded);
  EXPECT_EQ(loaded->clinic.holidays.at(0).name, "Purim");
}

}  // namespace
}  // namespace chartbridge

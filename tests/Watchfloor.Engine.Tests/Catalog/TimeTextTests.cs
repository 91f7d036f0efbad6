using System.Globalization;
using System.Text;
using CsCheck;
using Watchfloor.Events.Catalog;

namespace Watchfloor.Engine.Tests.Catalog;

public sealed class TimeTextTests
{
    private static readonly TimeZoneInfo _newYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    private static DateTimeOffset? Read(string text, string format, string? reference = null, TimeZoneInfo? zone = null) => TimeText.Read(
        Encoding.UTF8.GetBytes(text), Enum.Parse<TimeFormat>(format, ignoreCase: true),
        reference is null ? null : DateTimeOffset.Parse(reference, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), zone);

    [Theory]
    [InlineData("2025-11-27T07:40:10.165324Z", "rfc3339", "2025-11-27T07:40:10.1653240Z")]
    [InlineData("2025-11-27 07:40:10.165", "rfc3339", "2025-11-27T07:40:10.1650000Z")]
    [InlineData("2025-11-27 07:40:10", "rfc3339", "2025-11-27T07:40:10.0000000Z")]
    [InlineData("2025-11-27 07:40:10 ", "rfc3339", "2025-11-27T07:40:10.0000000Z")]
    [InlineData("2025-11-27T07:40:10+02:30", "rfc3339", "2025-11-27T05:10:10.0000000Z")]
    [InlineData("2025-11-27T07:40:10-0500", "rfc3339", "2025-11-27T12:40:10.0000000Z")]
    [InlineData("2025-11-27 07:40:10 +0100", "rfc3339", "2025-11-27T06:40:10.0000000Z")]
    [InlineData("2025-11-27 07:40:10 UTC", "rfc3339", "2025-11-27T07:40:10.0000000Z")]
    [InlineData("2025/11/27 07:40:10", "rfc3339", "2025-11-27T07:40:10.0000000Z")]
    [InlineData("2025-11-27 07:40:10,165", "rfc3339", "2025-11-27T07:40:10.1650000Z")]
    [InlineData("2022-05-11T18:10:20.399931000Z", "rfc3339", "2022-05-11T18:10:20.3999310Z")]
    [InlineData("2016-12-31T23:59:60Z", "rfc3339", "2016-12-31T23:59:59.0000000Z")]
    [InlineData("1604996384.965", "epoch", "2020-11-10T08:19:44.9650000Z")]
    [InlineData("1604996384", "epoch", "2020-11-10T08:19:44.0000000Z")]
    [InlineData("1604996384965", "epoch", "2020-11-10T08:19:44.9650000Z")]
    [InlineData("1604996384965123", "epoch", "2020-11-10T08:19:44.9651230Z")]
    [InlineData("1604996384965123456", "epoch", "2020-11-10T08:19:44.9651234Z")]
    [InlineData("10/Oct/2000:13:55:36 -0700", "clf", "2000-10-10T20:55:36.0000000Z")]
    [InlineData("[10/Oct/2000:13:55:36 +0000]", "clf", "2000-10-10T13:55:36.0000000Z")]
    [InlineData("Sun Oct 11 10:32:52.123456 2020", "syslog", "2020-10-11T10:32:52.1234560Z")]
    [InlineData("Oct 11 2020 10:32:52", "syslog", "2020-10-11T10:32:52.0000000Z")]
    [InlineData("Oct 11 2020 10:32:52.5 UTC", "syslog", "2020-10-11T10:32:52.5000000Z")]
    public void Read_AsLogsWriteIt_IsThatTime(string text, string format, string expected) =>
        Assert.Equal(expected, Read(text, format)?.UtcDateTime.ToString("o"));

    [Theory]
    [InlineData("", "rfc3339")]
    [InlineData("2025-11-27", "rfc3339")]
    [InlineData("2025-13-01T00:00:00Z", "rfc3339")]
    [InlineData("2025-02-29T00:00:00Z", "rfc3339")]
    [InlineData("2025-11-27T24:00:00Z", "rfc3339")]
    [InlineData("2025-11-27T07:60:00Z", "rfc3339")]
    [InlineData("2025-11-27T07:40:10Zjunk", "rfc3339")]
    [InlineData("2025-11-27T07:40:10+99:00", "rfc3339")]
    [InlineData("07:40:10", "rfc3339")]
    [InlineData("0001-01-01T00:00:00+14:00", "rfc3339")]
    [InlineData("9999-12-31T23:59:59-14:00", "rfc3339")]
    [InlineData("-5", "epoch")]
    [InlineData("0", "epoch")]
    [InlineData("12x", "epoch")]
    [InlineData("1e30", "epoch")]
    [InlineData("999999999999999999999", "epoch")]
    [InlineData("10/Foo/2000:13:55:36 -0700", "clf")]
    [InlineData("31/Feb/2000:13:55:36 -0700", "clf")]
    [InlineData("Oct 11 10:32:52", "syslog")]
    [InlineData("Foo 11 10:32:52", "syslog")]
    public void Read_WhatIsNoTime_IsNull(string text, string format) => Assert.Null(Read(text, format));

    [Theory]
    [InlineData("Oct  1 22:14:15", "2024-11-01", "2024-10-01T22:14:15.0000000Z")]
    [InlineData("Dec 31 23:59:59", "2025-01-02", "2024-12-31T23:59:59.0000000Z")]
    // A clock that is a little ahead of the file's stays in this year.
    [InlineData("Jan  1 00:30:00", "2024-12-31T23:50:00Z", "2025-01-01T00:30:00.0000000Z")]
    [InlineData("Jan  3 00:30:00", "2024-12-31T23:50:00Z", "2024-01-03T00:30:00.0000000Z")]
    [InlineData("Feb 29 10:00:00", "2023-06-01", "2020-02-29T10:00:00.0000000Z")]
    [InlineData("Oct  1 22:14:15 +0200", "2024-11-01", "2024-10-01T20:14:15.0000000Z")]
    public void Read_WithoutYear_IsTheLatestNotAfterTheReference(string text, string reference, string expected) =>
        Assert.Equal(expected, Read(text, "syslog", reference)?.UtcDateTime.ToString("o"));

    [Theory]
    [InlineData("Jul  4 12:00:00", "syslog", "2026-07-04T16:00:00.0000000Z")]
    [InlineData("Jan 15 12:00:00", "syslog", "2026-01-15T17:00:00.0000000Z")]
    [InlineData("2026-07-04 12:00:00", "rfc3339", "2026-07-04T16:00:00.0000000Z")]
    [InlineData("04/Jul/2026:12:00:00", "clf", "2026-07-04T16:00:00.0000000Z")]
    // What is said counts.
    [InlineData("Jul  4 12:00:00 UTC", "syslog", "2026-07-04T12:00:00.0000000Z")]
    [InlineData("2026-07-04T12:00:00+02:00", "rfc3339", "2026-07-04T10:00:00.0000000Z")]
    // The last moment before the clocks go forward and the first after; 02:30 never comes.
    [InlineData("Mar  8 01:59:59", "syslog", "2026-03-08T06:59:59.0000000Z")]
    [InlineData("Mar  8 03:00:00", "syslog", "2026-03-08T07:00:00.0000000Z")]
    [InlineData("Mar  8 02:30:00", "syslog", "2026-03-08T07:30:00.0000000Z")]
    public void Read_SourceWithZone_IsReadInIt(string text, string format, string expected) =>
        Assert.Equal(expected, Read(text, format, "2026-10-01", _newYork)?.UtcDateTime.ToString("o"));

    [Theory]
    [InlineData("2026-11-01T05:30:02Z", "2026-11-01T05:30:00.0000000Z")]
    [InlineData("2026-11-01T06:30:02Z", "2026-11-01T06:30:00.0000000Z")]
    // A clock that is a little ahead, and a message that comes hours late.
    [InlineData("2026-11-01T05:29:00Z", "2026-11-01T05:30:00.0000000Z")]
    [InlineData("2026-11-01T12:00:00Z", "2026-11-01T06:30:00.0000000Z")]
    public void Read_TimeThatComesTwice_IsTheOneNearerToTheReference(string reference, string expected) =>
        Assert.Equal(expected, Read("Nov  1 01:30:00", "syslog", reference, _newYork)?.UtcDateTime.ToString("o"));

    [Fact]
    public void Read_TimeThatComesTwiceWithoutReference_IsTheLater() =>
        Assert.Equal("2026-11-01T06:30:00.0000000Z", Read("2026-11-01 01:30:00", "rfc3339", zone: _newYork)?.UtcDateTime.ToString("o"));

    [Fact]
    public void Read_WhatWasWritten_ComesBack() =>
        Gen.DateTime.Sample(at =>
        {
            var utc = DateTime.SpecifyKind(at, DateTimeKind.Utc);
            Assert.Equal(utc, Read(utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture), "rfc3339")?.UtcDateTime);
            var second = new DateTime(utc.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
            Assert.Equal(second, Read(second.ToString("dd/MMM/yyyy:HH:mm:ss '+0000'", CultureInfo.InvariantCulture), "clf")?.UtcDateTime);
        });

    [Fact]
    public void Read_AnyBytes_NeverThrows() =>
        Gen.Select(Gen.Byte.Array[0, 40], Gen.Enum<TimeFormat>()).Sample((bytes, format) =>
            TimeText.Read(bytes, format, DateTimeOffset.UnixEpoch, _newYork));

    [Fact]
    public void Read_NearTimes_NeverThrows() =>
        Gen.Select(Gen.Char["0123456789-/:.TZ +,JanOct[]"].Array[0, 30], Gen.Enum<TimeFormat>()).Sample((chars, format) =>
            TimeText.Read(Encoding.UTF8.GetBytes(chars), format, DateTimeOffset.UnixEpoch, _newYork));
}

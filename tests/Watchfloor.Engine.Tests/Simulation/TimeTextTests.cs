using System.Globalization;
using System.Text;
using CsCheck;
using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Text;

namespace Watchfloor.Engine.Tests.Simulation;

public sealed class TimeTextTests
{
    private static readonly Gen<DateTimeOffset> _moments = Gen.Long[0, 4_102_444_800_000_000].Select(us => DateTimeOffset.UnixEpoch.AddTicks(us * 10));

    [Fact]
    public void Rfc3339_AnyMoment_IsWhatTheLibraryWrites() =>
        _moments.Sample(m => Written(b => b.Rfc3339(Micros(m))) == m.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    [Fact]
    public void ClfTime_AnyMoment_IsWhatTheLibraryWrites() =>
        _moments.Sample(m => Written(b => b.ClfTime(Micros(m), -Span.Hour - (30 * Span.Minute))) == m.ToOffset(new TimeSpan(-1, -30, 0)).ToString("dd'/'MMM'/'yyyy':'HH:mm:ss", CultureInfo.InvariantCulture) + " -0130");

    [Fact]
    public void SyslogTime_AnyMoment_IsWhatTheLibraryWrites() =>
        _moments.Sample(m => Written(b => b.SyslogTime(Micros(m), 2 * Span.Hour)) == m.ToOffset(TimeSpan.FromHours(2)).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture));

    [Fact]
    public void Epoch_Digits_AreCutNotRounded() => Assert.Equal("1772438400.999", Written(b => b.Epoch(1_772_438_400_999_999, 3)));

    [Theory]
    [InlineData("2026-03-29T00:59:59Z", 1)]
    [InlineData("2026-03-29T01:00:00Z", 2)]
    [InlineData("2026-10-25T00:59:59Z", 2)]
    [InlineData("2026-10-25T01:00:00Z", 1)]
    [InlineData("2024-03-31T01:00:00Z", 2)]
    public void OffsetAt_DayOfChange_ChangesAtOneUtc(string moment, int hours)
    {
        var office = new Office("Hamburg", "DE", Span.Hour, true, "10.20", "203.0.113.10");
        Assert.Equal(hours * Span.Hour, office.OffsetAt(Micros(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void Json_AnyText_IsReadBackByTheLibrary() =>
        Gen.String[0, 300].Where(s => !s.Any(char.IsSurrogate)).Sample(s => System.Text.Json.JsonSerializer.Deserialize<string>("\"" + Written(b => b.Json(s)) + "\"") == s);

    [Theory]
    [InlineData(0UL, 1, "0")]
    [InlineData(0x3E7UL, 1, "3e7")]
    [InlineData(0x3E7UL, 8, "000003e7")]
    [InlineData(ulong.MaxValue, 1, "ffffffffffffffff")]
    public void Hex_Width_PadsAndNeverCuts(ulong number, int width, string expected) => Assert.Equal(expected, Written(b => b.Hex(number, width)));

    private static long Micros(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks / 10;

    private static string Written(Action<Utf8Buffer> write)
    {
        var buffer = new Utf8Buffer(4);
        write(buffer);
        return Encoding.UTF8.GetString(buffer.Written);
    }
}

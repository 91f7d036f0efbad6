using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Watchfloor.Simulation;
using Watchfloor.Simulation.Stories;

namespace Watchfloor.Engine.Tests.Simulation;

public sealed class SimulatorTests
{
    private static readonly SimulationOptions _morning = new() { Seed = 7, People = 8, Start = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero), Duration = TimeSpan.FromHours(5), Stories = StoryReader.Shipped() };

    [Fact]
    public void Run_Twice_GivesTheSameBytes() => Assert.Equal(Fingerprint(_morning), Fingerprint(_morning));

    [Fact]
    public void Run_OtherCulture_GivesTheSameBytes()
    {
        var here = Fingerprint(_morning);
        var before = CultureInfo.CurrentCulture;
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.NumberFormat.NegativeSign = "~";
        other.NumberFormat.NumberDecimalSeparator = "_";
        try
        {
            CultureInfo.CurrentCulture = other;
            Assert.Equal(here, Fingerprint(_morning));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Run_OtherSeed_GivesOtherBytes() => Assert.NotEqual(Fingerprint(_morning), Fingerprint(_morning with { Seed = 8 }));

    [Fact]
    public void Run_Events_ComeInTheOrderOfTheirTrueTimes()
    {
        var events = SimulatedDay.Events;
        for (var i = 1; i < events.Count; i++) Assert.True(events[i - 1].Time <= events[i].Time);
    }

    [Fact]
    public void Run_Day_LeavesTracesInEveryLog() =>
        Assert.Equal(Simulator.Streams.Select(s => s.Name).Where(n => n != "edr").Order(), SimulatedDay.Events.Select(e => e.Stream.Name).Distinct().Where(n => n != "edr").Order());

    [Fact]
    public void Run_BiggerCompany_HasMacs() =>
        Assert.Contains(SimulatedDay.Run(new SimulationOptions { Seed = 3, People = 120, Start = new(2026, 3, 3, 8, 0, 0, TimeSpan.Zero), Duration = TimeSpan.FromHours(2) }), e => e.Stream.Name == "edr");

    [Fact]
    public void Run_WorkingDay_IsBusierThanTheNight()
    {
        var rows = SimulatedDay.Events.Where(e => e.Stream.Name == "proxy").Select(e => e.Time / 3_600_000_000 % 24).ToList();
        Assert.True(rows.Count(h => h is >= 8 and < 16) > 5 * rows.Count(h => h is >= 19 or < 4));
    }

    [Fact]
    public void Run_Weekend_HasFewPeople()
    {
        static int Desks(int day) => SimulatedDay.Run(new SimulationOptions { Seed = 7, People = 40, Start = new(2026, 3, day, 0, 0, 0, TimeSpan.Zero) }).Count(e => e.Stream.Name == "entra");
        Assert.True(Desks(2) > 20);
        Assert.True(Desks(1) < 12);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(20_001)]
    public void Create_ImpossibleSize_IsRefused(int people) => Assert.Throws<ArgumentOutOfRangeException>(() => new Simulator(new SimulationOptions { People = people }));

    private static string Fingerprint(SimulationOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var slice in new Simulator(options).Run())
            for (var i = 0; i < slice.Count; i++)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{slice[i].Stream.Name} {slice[i].Truth?.Step} "));
                hash.AppendData(slice[i].Bytes.Span);
            }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}

using System.Net;
using Watchfloor.Monitoring;
using Watchfloor.Monitoring.Intake;
using Watchfloor.Monitoring.Sources;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.Product.Tests.Inputs;

/// <summary>What is kept of sources, on both databases.</summary>
public sealed class SourceTableTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Source_ComesBackAsItWasKept(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind, MonitoringRoom.Schema);
        var source = new Source
        {
            Id = "01890000-0000-7000-8000-000000000001",
            Name = "a",
            Kind = "syslog",
            Enabled = false,
            Format = "cef",
            TimeZone = "Europe/Berlin",
            Retention = "long",
            EventsPerSecond = 5,
            BytesPerDay = 6,
            Networks = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("::1/128")],
            Created = new DateTimeOffset(2026, 11, 24, 1, 2, 3, TimeSpan.Zero),
        };

        var before = await state.Database.ReadAsync(s => SourceTable.VersionAsync(s, Cancellation), Cancellation);
        Assert.True(await state.Database.WriteAsync(t => SourceTable.InsertAsync(t, source, Cancellation), Cancellation));
        Assert.False(await state.Database.WriteAsync(t => SourceTable.InsertAsync(t, source with { Id = "other" }, Cancellation), Cancellation));
        var read = (await state.Database.ReadAsync(s => SourceTable.ByNameAsync(s, "a", Cancellation), Cancellation))!;

        Assert.Equal(source with { Networks = [] }, read with { Networks = [] });
        Assert.Equal(source.Networks, read.Networks);
        Assert.Equal(before + 1, await state.Database.ReadAsync(s => SourceTable.VersionAsync(s, Cancellation), Cancellation));
        await state.Database.WriteAsync(t => SourceTable.UpdateAsync(t, source with { Enabled = true, Networks = [] }, Cancellation), Cancellation);
        Assert.True((await state.Database.ReadAsync(s => SourceTable.ByIdAsync(s, source.Id, Cancellation), Cancellation))!.Enabled);
        await state.Database.WriteAsync(t => SourceTable.DeleteAsync(t, source.Id, Cancellation), Cancellation);
        Assert.Empty(await state.Database.ReadAsync(s => SourceTable.AllAsync(s, Cancellation), Cancellation));
        Assert.Equal(before + 3, await state.Database.ReadAsync(s => SourceTable.VersionAsync(s, Cancellation), Cancellation));
    }

    [Theory, MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Traffic_ComesBackAsItWasCounted(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind, MonitoringRoom.Schema);
        var traffic = new TrafficTable(state.Database, TimeProvider.System);
        traffic.Of("a").TryCharge(new Source { Id = "a", Name = "a", Kind = "http" }, 2, 30, out _);
        traffic.Of("a").Took(2, 30, "192.0.2.1");
        traffic.Of("a").LeftOut(4);
        await traffic.SaveAsync(Cancellation);
        await traffic.SaveAsync(Cancellation);

        var next = new TrafficTable(state.Database, TimeProvider.System);
        await next.LoadAsync(Cancellation);

        Assert.Equal(traffic.Of("a").Read().Totals, next.Of("a").Read().Totals);
        Assert.Equal((2, 30, 30, 4), (next.Of("a").Read().Totals.Events, next.Of("a").Read().Totals.Bytes, next.Of("a").Read().Totals.DayBytes, next.Of("a").Read().Totals.Repeated));
    }
}

using System.Text;
using System.Text.Json;
using Watchfloor.Simulation;
using Watchfloor.Simulation.Stories;

namespace Watchfloor.Engine.Tests.Simulation;

/// <summary>A day of a small company with all stories, made once for all tests.</summary>
internal static class SimulatedDay
{
    private static readonly Lazy<IReadOnlyList<Event>> _events = new(() => Run(new SimulationOptions { Seed = 7, People = 25, Stories = StoryReader.Shipped() }));

    /// <summary>Its events, in order.</summary>
    public static IReadOnlyList<Event> Events => _events.Value;

    /// <summary>The Windows events, parsed.</summary>
    public static IReadOnlyList<JsonElement> Windows { get; } = [.. Events.Where(e => e.Stream.Name == "windows").Select(e => JsonDocument.Parse(e.Text).RootElement)];

    /// <summary>The Windows events of an id.</summary>
    public static IEnumerable<JsonElement> Of(string channel, int id) => Windows.Where(e => e.GetProperty("EventID").GetInt32() == id && e.GetProperty("Channel").GetString() == channel);

    public static IReadOnlyList<Event> Run(SimulationOptions options) =>
        [.. new Simulator(options).Run().SelectMany(s => Enumerable.Range(0, s.Count).Select(i => s[i]).Select(e => new Event(e.Stream, e.Time, Encoding.UTF8.GetString(e.Bytes.Span), e.Truth)))];

    internal sealed record Event(LogStream Stream, long Time, string Text, TruthStep? Truth);
}

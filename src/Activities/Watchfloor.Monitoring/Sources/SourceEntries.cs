using System.Text.Json;
using Watchfloor.Contracts.Access;
using Watchfloor.Platform.Ledger;

namespace Watchfloor.Monitoring.Sources;

/// <summary>The facts about sources that the ledger keeps.</summary>
internal static class SourceEntries
{
    public static LedgerEntry Added(Source source, Actor actor) => Entry("source.added", source, actor);

    public static LedgerEntry Changed(Source source, Actor actor) => Entry("source.changed", source, actor);

    public static LedgerEntry Rotated(Source source, Actor actor) => Entry("source.token_rotated", source, actor);

    public static LedgerEntry Removed(Source source, Actor actor) => Entry("source.removed", source, actor);

    private static LedgerEntry Entry(string type, Source source, Actor actor) =>
        new() { Type = type, Actor = actor, Subject = source.Id, Payload = Describe(source) };

    private static JsonElement Describe(Source source)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("name", source.Name);
            json.WriteString("kind", source.Kind);
            json.WriteBoolean("enabled", source.Enabled);
            json.WriteString("format", source.Format);
            json.WriteString("timeZone", source.TimeZone);
            json.WriteString("retention", source.Retention);
            json.WriteNumber("eventsPerSecond", source.EventsPerSecond);
            json.WriteNumber("bytesPerDay", source.BytesPerDay);
            json.WriteStartArray("networks");
            foreach (var network in source.Networks) json.WriteStringValue(network.ToString());
            json.WriteEndArray();
            json.WriteEndObject();
        }

        using var document = JsonDocument.Parse(bytes.ToArray());
        return document.RootElement.Clone();
    }
}

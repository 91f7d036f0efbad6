using System.Text.Json;
using System.Text.Json.Serialization;

namespace Watchfloor.Platform.Pipeline;

/// <summary>
/// The payload of a control entry: a change of what decides, in the log so that a replay meets it at the same place. Content is named by its
/// hash and lies in the data directory.
/// </summary>
/// <param name="Type">What changes: <see cref="Rules"/>, <see cref="Tick"/>.</param>
/// <param name="Hash">The content's SHA-256 in lower-case hexadecimal; empty when there is none.</param>
public sealed record ControlEntry(string Type, string Hash = "")
{
    /// <summary>Another rule set.</summary>
    public const string Rules = "rules";

    /// <summary>Nothing came for a while: time has passed.</summary>
    public const string Tick = "tick";

    /// <summary>When it was written, in UTC ticks; from the log, not from the payload.</summary>
    [JsonIgnore]
    public long ReceivedTicks { get; init; }

    /// <summary>True when the state already has the effects of this entry.</summary>
    [JsonIgnore]
    public bool IsCommitted { get; init; }

    /// <summary>The payload's bytes.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ControlJson.Default.ControlEntry);

    /// <summary>Reads a payload.</summary>
    /// <exception cref="InvalidDataException">It is no control entry.</exception>
    public static ControlEntry Parse(ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, ControlJson.Default.ControlEntry) ?? throw new InvalidDataException("a control entry is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException("a control entry cannot be read: " + e.Message, e);
        }
    }
}

[JsonSerializable(typeof(ControlEntry))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ControlJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace Watchfloor.Monitoring.Inputs.Http;

/// <summary>The answer to a body that is on disk.</summary>
internal sealed record IngestAnswer
{
    /// <summary>How many events are on disk, with those that were there already and those that cannot be read.</summary>
    public required int Accepted { get; init; }

    /// <summary>How many of them had been taken before under the same batch id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Repeated { get; init; }

    /// <summary>How many of them cannot be read; they are kept as they are, with the reason.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Unparsed { get; init; }

    /// <summary>The first of those.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<UnparsedLine>? UnparsedLines { get; init; }
}

/// <summary>How the answers of the inputs become JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IngestAnswer))]
internal sealed partial class IngestJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace Watchfloor.Bench.Serving;

/// <summary>What <c>POST /api/v1/query</c> is asked.</summary>
/// <param name="Where">The filter.</param>
/// <param name="Limit">The most rows.</param>
internal sealed record Query(string Where, int Limit);

[JsonSerializable(typeof(Query))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class QueryJson : JsonSerializerContext;

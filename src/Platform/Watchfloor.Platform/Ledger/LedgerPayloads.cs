using System.Text.Json.Serialization;

namespace Watchfloor.Platform.Ledger;

/// <summary>What the ledger's own entries say beyond their header.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DeadLetterFact))]
[JsonSerializable(typeof(ErasureFact))]
internal sealed partial class LedgerPayloads : JsonSerializerContext;

/// <summary>Which entry was given up or tried again.</summary>
internal sealed record DeadLetterFact(string Subscriber, long Position);

/// <summary>How much was erased.</summary>
internal sealed record ErasureFact(int Payloads, int Rows);

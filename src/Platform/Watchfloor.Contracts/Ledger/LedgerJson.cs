using System.Text.Json.Serialization;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Contracts.Ledger;

/// <summary>The ledger's answers as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LedgerRecord))]
[JsonSerializable(typeof(Page<LedgerRecord>))]
[JsonSerializable(typeof(SignedCheckpoint))]
[JsonSerializable(typeof(Page<DeadLetter>))]
[JsonSerializable(typeof(IReadOnlyList<SubscriberStatus>))]
[JsonSerializable(typeof(ErasedPerson))]
public sealed partial class LedgerJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace Watchfloor.Analysis.Detection;

/// <summary>The payload of <c>alert.raised</c>.</summary>
internal sealed record AlertRaised(string Id, string RuleId, string RuleTitle, string Level, string Host);

/// <summary>The payload of <c>rule.storming</c> and <c>rule.calmed</c>.</summary>
internal sealed record RuleStorm(string RuleId, long Suppressed);

[JsonSerializable(typeof(AlertRaised))]
[JsonSerializable(typeof(RuleStorm))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class DetectionJson : JsonSerializerContext;

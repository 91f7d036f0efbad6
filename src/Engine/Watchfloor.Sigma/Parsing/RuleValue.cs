using System.Text.RegularExpressions;

namespace Watchfloor.Sigma.Parsing;

/// <summary>A value on its way through the modifiers.</summary>
internal abstract record RuleValue;

internal sealed record TextValue(TextPattern Pattern, string Source) : RuleValue;

internal sealed record NumberValue(string Source) : RuleValue;

internal sealed record BooleanValue(bool Value) : RuleValue;

internal sealed record NullValue : RuleValue;

internal sealed record ExistsValue(bool Wanted) : RuleValue;

internal sealed record RegexValue(string Pattern, RegexOptions Options) : RuleValue;

internal sealed record CidrValue(System.Net.IPNetwork Network) : RuleValue;

internal sealed record CompareValue(Comparison Comparison, double Number) : RuleValue;

internal sealed record TimePartValue(TimePart Part, Comparison Comparison, double Number) : RuleValue;

internal sealed record FieldReferenceValue(string Field, bool OpenStart, bool OpenEnd) : RuleValue;

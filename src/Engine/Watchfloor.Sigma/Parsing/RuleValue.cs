using System.Text.RegularExpressions;

namespace Watchfloor.Sigma.Parsing;

/// <summary>A value on its way through the modifiers.</summary>
internal abstract record RuleValue;

/// <summary>What modifiers have made of a text; each later form allows fewer modifiers.</summary>
internal enum TextForm
{
    /// <summary>As the rule writes it.</summary>
    Written,

    /// <summary>Still text, but no longer the written one.</summary>
    Changed,

    /// <summary>Bytes of an encoding, which need not be UTF-8.</summary>
    Encoded,
}

internal sealed record TextValue(TextPattern Pattern, TextForm Form) : RuleValue;

internal sealed record NumberValue(string Source) : RuleValue;

internal sealed record BooleanValue(bool Value) : RuleValue;

internal sealed record NullValue : RuleValue;

internal sealed record ExistsValue(bool Wanted) : RuleValue;

internal sealed record RegexValue(string Pattern, RegexOptions Options) : RuleValue;

internal sealed record CidrValue(System.Net.IPNetwork Network) : RuleValue;

internal sealed record CompareValue(Comparison Comparison, double Number) : RuleValue;

internal sealed record TimePartValue(TimePart Part, Comparison Comparison, double Number) : RuleValue;

internal sealed record FieldReferenceValue(string Field, bool OpenStart, bool OpenEnd) : RuleValue;

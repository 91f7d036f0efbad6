namespace Watchfloor.Sigma;

/// <summary>One reason for a match: a field, the value it held, and what the rule asked for.</summary>
/// <param name="Field">The field as the rule names it, or null for a keyword.</param>
/// <param name="Value">The value that satisfied the predicate; empty when the field's absence did.</param>
/// <param name="Pattern">What the rule asked for.</param>
public readonly record struct FieldMatch(string? Field, string Value, string Pattern);

/// <summary>A rule's expression as it went for one event.</summary>
/// <param name="Text">The search identifier, the connective, or the test.</param>
/// <param name="Holds">Whether this part is true.</param>
/// <param name="Values">For a test, the values the field held; empty when the event has no such field.</param>
/// <param name="Parts">The parts of a connective.</param>
public sealed record ExplainedPart(string Text, bool Holds, IReadOnlyList<string> Values, IReadOnlyList<ExplainedPart> Parts);
